"""The conformance suite: what mlc emits, judged and run by programs that mlc's authors did not write."""
