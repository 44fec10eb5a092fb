"""The tokenizer of the model as files that the `tokenizers` and `transformers` libraries read."""

import base64
import struct
from typing import Any

import numpy as np

from assistant.index.e5.bundle import BadFileError, Vocabulary

# Bits of a darts-clone unit: label 0-7, "has a value" 8, distance to the children from 10; a value has bit 31.
_TRIE_BLOCK = 256
_TRIE_OFFSET = 10
_TRIE_LIMIT = 1 << 21
_TRIE_HAS_VALUE = 1 << 8
_TRIE_VALUE = 1 << 31


def tokenizer_files(vocabulary: Vocabulary, max_length: int) -> dict[str, Any]:
    """File name → content, for the tokenizer."""
    special = {
        "bos_token": vocabulary.bos,
        "eos_token": vocabulary.eos,
        "unk_token": vocabulary.unk,
        "pad_token": vocabulary.pad,
        "cls_token": vocabulary.bos,
        "sep_token": vocabulary.eos,
    }
    names: dict[str, Any] = {role: vocabulary.pieces[number] for role, number in special.items()}
    return {
        "tokenizer.json": _tokenizer(vocabulary),
        "tokenizer_config.json": names
        | {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": max_length,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
        },
        "special_tokens_map.json": names,
    }


def _tokenizer(vocabulary: Vocabulary) -> dict[str, Any]:
    """What the `tokenizers` library reads: replace characters, join spaces, mark word starts, best path of pieces.

    Written by hand so that the bytes do not depend on the version of that library.
    """
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True}
    charsmap = base64.b64encode(_compile_characters(vocabulary.characters)).decode()
    added = {"special": True, "normalized": False, "single_word": False, "lstrip": False, "rstrip": False}
    numbers = sorted({vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk})
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": number, "content": vocabulary.pieces[number], **added} for number in numbers],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": charsmap},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": _template(vocabulary),
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.unk,
            "vocab": list(zip(vocabulary.pieces, vocabulary.scores, strict=True)),
            "byte_fallback": False,
        },
    }


def _template(vocabulary: Vocabulary) -> dict[str, Any]:
    """`<s> A </s>`, and for pairs `<s> A </s></s> B </s>`, as XLM-RoBERTa has it."""
    ends = {vocabulary.pieces[number]: number for number in (vocabulary.bos, vocabulary.eos)}
    first, last = ({"SpecialToken": {"id": piece, "type_id": 0}} for piece in ends)
    text, other = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    return {
        "type": "TemplateProcessing",
        "single": [first, text, last],
        "pair": [first, text, last, last, other, last],
        "special_tokens": {piece: {"id": piece, "ids": [number], "tokens": [piece]} for piece, number in ends.items()},
    }


def _compile_characters(characters: dict[int, str]) -> bytes:
    """SentencePiece's `precompiled_charsmap`: u32 size of a trie in bytes, the trie, the replacements with NUL ends.

    The trie is a double array as in darts-clone, over the UTF-8 bytes of the characters: the child of a node for byte
    b is at (place of its children XOR b), and carries b as its label. As no character's UTF-8 begins another's, every
    inner node can have a block of 256 places of its own and the values can stand together behind these blocks.
    """
    keys = {chr(character).encode(): text for character, text in sorted(characters.items())}
    inner = sorted({b""} | {key[:length] for key in keys for length in range(len(key))})
    block = {prefix: index * _TRIE_BLOCK for index, prefix in enumerate(inner)}
    values_at = len(inner) * _TRIE_BLOCK
    # Lookup steps by XOR with a byte and does not check bounds: whole blocks keep every step inside.
    units = np.zeros(values_at + -(-len(keys) // _TRIE_BLOCK) * _TRIE_BLOCK, dtype="<u4")
    if len(units) > _TRIE_LIMIT:
        raise BadFileError("字符对照表过大")
    for prefix in inner[1:]:
        place = block[prefix[:-1]] ^ prefix[-1]
        units[place] = (place ^ block[prefix]) << _TRIE_OFFSET | prefix[-1]
    texts = bytearray()
    for index, (key, text) in enumerate(keys.items(), values_at):
        place = block[key[:-1]] ^ key[-1]
        units[place] = (place ^ index) << _TRIE_OFFSET | _TRIE_HAS_VALUE | key[-1]
        units[index] = _TRIE_VALUE | len(texts)
        texts += text.encode() + b"\0"
    return struct.pack("<I", units.nbytes) + units.tobytes() + bytes(texts)
