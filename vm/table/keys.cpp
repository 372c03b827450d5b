// Keys: normalising them, hashing them, and comparing strings that are not interned.
#include "vm/table/keys.hpp"

namespace gilua {
namespace {

/// Everything but strings and objects, whose hash may have to be made. False: not such a key.
bool plain_key(Value value, Key& key) {
  switch (value.tag) {
    case kFalse:
    case kTrue:
      // A register may hold a boolean with any payload: only its tag counts.
      key = {{0, value.tag}, static_cast<uint32_t>(value.tag)};
      return true;
    case kInteger:
      key = integer_key(value.as_integer());
      return true;
    case kFloat: {
      int64_t i;
      if (float_is_integer(value.as_float(), i)) {
        key = integer_key(i);
      } else {
        key = {value, mix(value.bits)};
      }
      return true;
    }
    case kLightUserdata:
      key = {value, mix(value.bits)};
      return true;
    default:
      return false;
  }
}

bool is_nan(Value value) { return value.tag == kFloat && value.as_float() != value.as_float(); }

}  // namespace

bool lookup_key(Value value, Key& key) {
  if (value.tag == kString) {
    key = {value, string_hash(value.as_string())};
    return true;
  }
  if (value.is_object()) {
    // Relaxed: 0 means that no insertion of this object happened before this lookup.
    const uint32_t identity = value.as_object()->hash.load(std::memory_order_relaxed);
    key = {value, mix(identity)};
    return identity != 0;
  }
  return plain_key(value, key) && !is_nan(value);
}

Write insertion_key(Mutator& m, Value value, Key& key) {
  if (value.tag == kString) {
    String* s = interned(m, value.as_string());
    if (s == nullptr) return Write::kOutOfMemory;
    key = {Value::of(s), string_hash(s)};
    return Write::kDone;
  }
  if (value.is_object()) {
    key = {value, mix(identity_hash(*m.heap, value.as_object()))};
    return Write::kDone;
  }
  if (is_nan(value)) return Write::kNanKey;
  return plain_key(value, key) ? Write::kDone : Write::kNilKey;
}

Node* find_string_node(HashBlock* block, const Key& key) {
  const String* wanted = key.value.as_string();
  Node* node = &block->nodes[key.hash & block->mask];
  for (;;) {
    const uint64_t word = node->key_tag.load(std::memory_order_acquire);
    if (Node::tag_of(word) == kString) {
      // Relaxed: the payload was stored before the tag. A key's hash is always in its header.
      const auto* held =
          reinterpret_cast<const String*>(node->key_bits.load(std::memory_order_relaxed));
      if (held == wanted ||
          (held->hash.load(std::memory_order_relaxed) == key.hash && string_equal(held, wanted)))
        return node;
    }
    const uint32_t next = Node::next_of(word);
    if (next == 0) return nullptr;
    node = &block->nodes[next - 1];
  }
}

}  // namespace gilua
