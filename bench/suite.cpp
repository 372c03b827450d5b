// See suite.hpp.
#include "bench/suite.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <utility>

namespace gilua::bench {
namespace {

using measure::Sample;

template <class Member>
double median_of(const std::vector<Sample>& samples, Member member) {
  std::vector<double> values;
  values.reserve(samples.size());
  for (const Sample& sample : samples) values.push_back(member(sample));
  return measure::median(std::move(values));
}

bool says_luajit_yes(const std::filesystem::path& path) {
  std::ifstream in{path};
  std::string line;
  std::getline(in, line);
  return line == "-- luajit: yes";
}

bool can_run(const Contender& contender, const Program& program) {
  return program.is_lua51 || !contender.is_lua51;
}

bool is_installed(const std::vector<std::string>& command) {
  measure::Options options;
  options.out = measure::Stream::kDiscard;
  options.err = measure::Stream::kDiscard;
  const auto sample = measure::run_measured(command, options);
  return sample && sample->status == 0;
}

// One run; on a failure the program's complaint says which contender and why.
void run_once(const Contender& contender, const SuiteOptions& options, ProgramResult& result,
              Timings& timings) {
  std::vector<std::string> argv = contender.command;
  argv.push_back(result.program.path.string());
  measure::Options run_options;
  run_options.timeout = options.timeout;
  run_options.err = measure::Stream::kCapture;
  auto sample = measure::run_measured(argv, run_options);
  if (!sample) {
    result.complaint = fmt::format("{}: {}", contender.name, sample.error());
  } else if (sample->timed_out) {
    result.complaint =
        fmt::format("{}: took longer than {} s", contender.name, options.timeout.count() / 1000);
  } else if (sample->status != 0) {
    result.complaint = fmt::format("{}: status {}: {}", contender.name, sample->status,
                                   sample->err.substr(0, sample->err.find('\n')));
  } else {
    timings.samples.push_back(std::move(*sample));
  }
}

void check_outputs_agree(const std::vector<Contender>& contenders, ProgramResult& result) {
  const Sample* first = nullptr;
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    for (const Sample& sample : result.timings[i].samples) {
      if (first == nullptr) first = &sample;
      if (sample.out != first->out) {
        result.complaint = fmt::format("{}: printed \"{}\", others \"{}\"", contenders[i].name,
                                       sample.out.substr(0, 40), first->out.substr(0, 40));
        return;
      }
    }
  }
}

void show_progress(std::size_t at, std::size_t of, const std::string& name) {
  if (isatty(STDERR_FILENO) != 0) {
    fmt::print(stderr, "\r\033[K[{}/{}] {}", at, of, name);
    if (at == of) fmt::print(stderr, "\r\033[K");
  } else {
    fmt::print(stderr, "[{}/{}] {}\n", at, of, name);
  }
  std::fflush(stderr);
}

}  // namespace

double Timings::wall_s() const {
  return median_of(samples, [](const Sample& sample) { return sample.wall_s; });
}

double Timings::cpu_s() const {
  return median_of(samples, [](const Sample& sample) { return sample.cpu_s(); });
}

double Timings::max_rss_kb() const {
  return median_of(samples,
                   [](const Sample& sample) { return static_cast<double>(sample.max_rss_kb); });
}

std::vector<Program> find_programs(const SuiteOptions& options) {
  std::vector<Program> programs;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator{options.programs, missing}) {
    const auto& path = entry.path();
    const std::string name = path.stem().string();
    if (path.extension() != ".lua" || name.find(options.filter) == std::string::npos) continue;
    programs.push_back({name, path, says_luajit_yes(path)});
  }
  std::sort(programs.begin(), programs.end(),
            [](const Program& a, const Program& b) { return a.name < b.name; });
  return programs;
}

std::vector<Contender> find_contenders(const std::filesystem::path& gilua) {
  std::vector<Contender> contenders = {
      {"gil on", {gilua.string(), "--gil=on"}, false},
      {"gil off", {gilua.string(), "--gil=off"}, false},
  };
  if (is_installed({"lua5.4", "-v"})) contenders.push_back({"lua5.4", {"lua5.4"}, false});
  if (is_installed({"luajit", "-v"})) {
    contenders.push_back({"luajit -joff", {"luajit", "-joff"}, true});
  }
  return contenders;
}

std::vector<ProgramResult> run_suite(const std::vector<Program>& programs,
                                     const std::vector<Contender>& contenders,
                                     const SuiteOptions& options) {
  std::vector<ProgramResult> results;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    show_progress(i, programs.size(), programs[i].name);
    ProgramResult result{programs[i], std::vector<Timings>(contenders.size()), ""};
    for (int run = 0; run < options.runs && result.complaint.empty(); ++run) {
      for (std::size_t c = 0; c < contenders.size() && result.complaint.empty(); ++c) {
        if (can_run(contenders[c], result.program)) {
          run_once(contenders[c], options, result, result.timings[c]);
        }
      }
    }
    if (result.complaint.empty()) check_outputs_agree(contenders, result);
    results.push_back(std::move(result));
  }
  show_progress(programs.size(), programs.size(), "done");
  return results;
}

}  // namespace gilua::bench
