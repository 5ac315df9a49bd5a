"""Distributed maps in JSONata: moto's grammar knows only the fields of JSONPath for readers and writers.

`Arguments` of an ItemReader or ResultWriter reaches moto as `Parameters`, its expressions are evaluated here, and a
whole number as ToleratedFailurePercentage becomes one with a fraction.
"""

from __future__ import annotations

from typing import Any

from moto.stepfunctions.parser.asl.component.common.query_language import QueryLanguage, QueryLanguageMode
from moto.stepfunctions.parser.asl.component.common.string.string_expression import StringJSONata
from moto.stepfunctions.parser.asl.component.state.exec.state_map.item_reader.eval import resource_eval_s3 as reading
from moto.stepfunctions.parser.asl.component.state.exec.state_map.result_writer.resource_eval import resource_eval_s3 as writing
from moto.stepfunctions.parser.asl.parse.preprocessor import Preprocessor


def readable(value: Any) -> Any:
    """A definition as moto reads it."""
    if isinstance(value, list):
        return [readable(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: readable(item) for key, item in value.items()}
    if made.get("Type") == "Map":
        for part in ("ItemReader", "ResultWriter"):
            if "Arguments" in made.get(part, {}):
                made[part] = {("Parameters" if key == "Arguments" else key): item for key, item in made[part].items()}
        if "ToleratedFailurePercentage" in made:
            made["ToleratedFailurePercentage"] = float(made["ToleratedFailurePercentage"])
    return made


def _evaluated(original: Any) -> Any:
    def handle(self: Any, env: Any) -> None:
        given = env.stack.pop()
        for key, value in given.items():
            if isinstance(value, str) and value.startswith("{%"):
                StringJSONata(value[2:-2].strip()).eval(env=env)
                given[key] = env.stack.pop()
        env.stack.append(given)
        original(self, env)

    return handle


def _as_jsonpath(original: Any) -> Any:
    def visit(self: Any, ctx: Any) -> Any:
        self._query_language_per_scope.append(QueryLanguage(QueryLanguageMode.JSONPath))
        try:
            return original(self, ctx)
        finally:
            self._query_language_per_scope.pop()

    return visit


def mend() -> None:
    """Puts it in."""
    Preprocessor.visitItem_reader_decl = _as_jsonpath(Preprocessor.visitItem_reader_decl)
    Preprocessor.visitResult_writer_decl = _as_jsonpath(Preprocessor.visitResult_writer_decl)
    for module in (reading, writing):
        module.ResourceEvalS3.eval_resource = _evaluated(module.ResourceEvalS3.eval_resource)
