// A table of text with aligned columns: the first to the left, the others to the right.
#pragma once

#include <string>
#include <vector>

namespace gilua {

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header) { rows_.push_back(std::move(header)); }
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// Every row ends with a line end; a rule stands below the header.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace gilua
