// The end of a Proto's C++ parts. Its arrays are plain new[] of vm/front/translate.cpp: they live
// outside the heap's pages because nothing but the Proto points to them.
#include "vm/object/proto.hpp"

namespace gilua {

size_t proto_parts_bytes(const Proto& proto) {
  const auto text = [](const std::string& s) { return s.capacity() > 15 ? s.capacity() + 1 : 0; };
  size_t bytes = proto.code_size * sizeof(Instruction) + proto.constant_count * sizeof(Value) +
                 proto.child_count * sizeof(Proto*) + proto.upvalue_count * sizeof(UpvalueInfo);
  for (uint32_t i = 0; i < proto.upvalue_count; ++i) bytes += text(proto.upvalues[i].name);
  if (proto.debug == nullptr) return bytes;
  const ProtoDebug& debug = *proto.debug;
  bytes += sizeof(ProtoDebug) + text(debug.name);
  bytes += debug.original.capacity() * sizeof(uint32_t);
  bytes += debug.original_pc.capacity() * sizeof(uint32_t);
  bytes += debug.lines.capacity() * sizeof(int32_t);
  bytes += debug.locals.capacity() * sizeof(LocalVariable);
  for (const LocalVariable& local : debug.locals) bytes += text(local.name);
  return bytes;
}

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
