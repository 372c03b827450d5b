// What our instructions do with their operands: the one place that the weaver, the flow check and
// the disassembler ask. Comments in vm/object/opcodes.def are the contract behind it.
#include "vm/front/draft.hpp"

namespace gilua::front {

const char* roles_of(Op op) {
  switch (op) {
    case Op::kMOVE:
    case Op::kUNM:
    case Op::kBNOT:
    case Op::kNOT:
    case Op::kLEN:
      return "wr-";
    case Op::kLOADI:
    case Op::kLOADF:
    case Op::kLOADK:
    case Op::kLOADFALSE:
    case Op::kLFALSESKIP:
    case Op::kLOADTRUE:
    case Op::kCLOSURE:
      return "w--";
    case Op::kNEWCELL:
      return "c--";
    case Op::kGETCELL:
      return "wc-";
    case Op::kSETCELL:
      return "cr-";
    case Op::kGETUPVAL:
      return "wu-";
    case Op::kSETUPVAL:
      return "ru-";
    case Op::kGETTABUP:
      return "wuk";
    case Op::kSETTABUP:
      return "ukr";
    case Op::kSETTABUPK:
      return "ukk";
    case Op::kSETTABLE:
      return "rrr";
    case Op::kSETTABLEK:
      return "rrk";
    case Op::kSETI:
      return "rir";
    case Op::kSETIK:
      return "rik";
    case Op::kSETFIELD:
      return "rkr";
    case Op::kSETFIELDK:
      return "rkk";
    case Op::kNEWTABLE:
      return "wi-";
    case Op::kSELF:
      return "Rrk";
    case Op::kSELFR:
      return "Rrr";
    case Op::kGETI:
    case Op::kADDI:
    case Op::kSHRI:
    case Op::kSHLI:
    case Op::kTESTSET:
      return "wri";
    case Op::kGETFIELD:
    case Op::kADDK:
    case Op::kSUBK:
    case Op::kMULK:
    case Op::kMODK:
    case Op::kPOWK:
    case Op::kDIVK:
    case Op::kIDIVK:
    case Op::kBANDK:
    case Op::kBORK:
    case Op::kBXORK:
      return "wrk";
    case Op::kGETTABLE:
    case Op::kADD:
    case Op::kSUB:
    case Op::kMUL:
    case Op::kMOD:
    case Op::kPOW:
    case Op::kDIV:
    case Op::kIDIV:
    case Op::kBAND:
    case Op::kBOR:
    case Op::kBXOR:
    case Op::kSHL:
    case Op::kSHR:
      return "wrr";
    case Op::kEQ:
    case Op::kLT:
    case Op::kLE:
      return "rri";
    case Op::kEQK:
      return "rki";
    case Op::kEQI:
    case Op::kLTI:
    case Op::kLEI:
    case Op::kGTI:
    case Op::kGEI:
      return "rii";
    case Op::kTEST:
      return "r-i";
    case Op::kTESTSETCELL:
      return "cri";
    case Op::kRETURN1:
      return "r--";
    case Op::kLOADNIL:
    case Op::kCONCAT:
    case Op::kSETLIST:
      return "Ri-";
    case Op::kCALL:
    case Op::kTAILCALL:
    case Op::kRETURN:
      return "Rii";
    case Op::kVARARG:
    case Op::kTFORCALL:
      return "R-i";
    case Op::kCLOSE:
    case Op::kTBC:
    case Op::kFORPREP:
    case Op::kFORLOOP:
    case Op::kTFORPREP:
    case Op::kTFORLOOP:
      return "R--";
    case Op::kVARARGPREP:
      return "i--";
    case Op::kJMP:
    case Op::kRETURN0:
    case Op::kCount:
      return "---";
  }
  return "---";
}

Registers written_by(const Draft& d, uint32_t stack_size) {
  const uint32_t a = d.a;
  if (roles_of(d.op)[0] == 'w') return {a, a + 1};
  switch (d.op) {
    case Op::kLOADNIL:
      return {a, a + d.b + 1};
    case Op::kSELF:
    case Op::kSELFR:
      return {a, a + 2};
    case Op::kCONCAT:
      return {a, a + d.b};
    case Op::kCALL:
    case Op::kTAILCALL:
      return {a, stack_size};  // the callee's frame covers everything above
    case Op::kTFORCALL:
      return {a + 4, stack_size};
    case Op::kVARARG:
      return {a, d.c == 0 ? stack_size : a + d.c - 1};
    case Op::kFORPREP:
    case Op::kFORLOOP:
      return {a, a + 4};
    case Op::kTFORLOOP:
      return {a + 2, a + 3};
    default:
      return {};
  }
}

}  // namespace gilua::front
