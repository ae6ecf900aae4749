#!/usr/bin/env bash
# Two of three libraries that hold a language model to a JSON schema let it write any number. `minimum`, `maximum`,
# `exclusiveMinimum`, `exclusiveMaximum` and `multipleOf` are dropped, without an error or a warning, so an answer "that follows the
# schema" may hold a spread of -999. outlines-core does raise an error where a bound stands by itself, without a `type` beside it, so
# it looks as if bounds were checked.
#
# Seen with outlines-core 0.2.14, lm-format-enforcer 0.11.3 and llguidance 1.9.1 on Python 3.11, for a spread of 1 to 50 in steps of
# 0.5 and 1 to 10 levels:
#                                   outlines-core   lm-format-enforcer   llguidance
#   {"spread":2.5,"levels":3}       allowed         allowed              allowed
#   {"spread":-999,"levels":3}      allowed         allowed              refused
#   {"spread":2.3,"levels":3}       allowed         allowed              refused
#   {"spread":2.5,"levels":5000}    allowed         allowed              refused
#   {"allOf":[{"type":"integer"},{"minimum":1}]}   error at the schema   (not asked)
# Every number has to be checked again after the answer.
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet outlines-core==0.2.14 lm-format-enforcer==0.11.3 llguidance==1.9.1 numpy
"$folder/venv/bin/python" - <<'PY'
import json, re
from llguidance import LLMatcher, LLTokenizer
from lmformatenforcer import JsonSchemaParser
from outlines_core.json_schema import build_regex_from_schema

schema = {
    "type": "object",
    "properties": {
        "spread": {"type": "number", "minimum": 1, "maximum": 50, "multipleOf": 0.5},
        "levels": {"type": "integer", "minimum": 1, "maximum": 10},
    },
    "required": ["spread", "levels"],
    "additionalProperties": False,
}
text = json.dumps(schema)


def outlines(answer):
    return re.fullmatch(build_regex_from_schema(text), answer) is not None


def enforcer(answer):
    parser = JsonSchemaParser(schema)
    for character in answer:
        if character not in parser.get_allowed_characters():
            return False
        parser = parser.add_character(character)
    return parser.can_end()


def guidance(answer):
    tokenizer = LLTokenizer("byte")
    matcher = LLMatcher(tokenizer, LLMatcher.grammar_from_json_schema(text))
    tokens = tokenizer.tokenize_str(answer)
    return matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting()


allowed = {
    '{"spread":2.5,"levels":3}': (True, True, True),
    '{"spread":-999,"levels":3}': (True, True, False),
    '{"spread":2.3,"levels":3}': (True, True, False),
    '{"spread":2.5,"levels":5000}': (True, True, False),
    '{"spread":"wide","levels":3}': (False, False, False),
}
for answer, expected in allowed.items():
    seen = (outlines(answer), enforcer(answer), guidance(answer))
    print(answer, dict(zip(("outlines-core", "lm-format-enforcer", "llguidance"), seen)))
    assert seen == expected, f"{answer}: {seen}"

try:
    build_regex_from_schema(json.dumps({"allOf": [{"type": "integer"}, {"minimum": 1}]}))
except ValueError as error:
    print("outlines-core, a bound by itself:", str(error).splitlines()[0])
else:
    raise AssertionError("a bound by itself raises no error now")
PY
