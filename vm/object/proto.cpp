// The end of a Proto's C++ parts. Its arrays are plain new[] of vm/front/translate.cpp: they live
// outside the heap's pages because nothing but the Proto points to them.
#include "vm/object/proto.hpp"

namespace gilua {

void destroy_proto_parts(Proto& proto) {
  delete[] proto.code;
  delete[] proto.constants;
  delete[] proto.children;
  delete[] proto.upvalues;
  delete proto.debug;
  // A second call finds nothing: a heap that is torn down may meet the object again.
  proto.code = nullptr;
  proto.constants = nullptr;
  proto.children = nullptr;
  proto.upvalues = nullptr;
  proto.debug = nullptr;
  proto.code_size = proto.constant_count = proto.child_count = 0;
  proto.upvalue_count = 0;
}

}  // namespace gilua
