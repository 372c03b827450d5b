// The list of policies, made from policies.def.
#include "vm/world/policy.hpp"

#include "vm/world/world.hpp"

namespace gilua {

#define GILUA_POLICY(name, options, help) std::unique_ptr<GilPolicy> make_##name##_policy();
#include "vm/world/policies.def"
#undef GILUA_POLICY

const std::vector<PolicyRow>& policy_rows() {
#define GILUA_POLICY(name, options, help) {#name, options, help, make_##name##_policy},
  static const std::vector<PolicyRow> rows = {
#include "vm/world/policies.def"
  };
#undef GILUA_POLICY
  return rows;
}

std::string policy_list() {
  std::string list;
  for (const PolicyRow& row : policy_rows()) {
    if (!list.empty()) list += ", ";
    list += row.name;
  }
  return list;
}

}  // namespace gilua
