(comment) @comment.line
(doc_comment) @comment.line.documentation

(block kind: (identifier) @keyword.storage.type)
(block name: (identifier) @type)
(declaration word: (identifier) @keyword.storage.type)
(declaration name: (identifier) @variable)
(type name: (identifier) @type)
(for item: (identifier) @variable.parameter)

["when" "else"] @keyword.control.conditional
["for" "in"] @keyword.control.repeat

(assignment name: (identifier) @variable.other.member)
(entry name: (identifier) @variable.other.member)
(argument name: (identifier) @variable.parameter)

(reference) @variable
(member name: (identifier) @variable.other.member)
(call function: (identifier) @function)
(number) @constant.numeric
(money) @constant.numeric
(boolean) @constant.builtin.boolean
(null) @constant.builtin
(instance) @constant

(string) @string
(escape) @constant.character.escape
(interpolation ["${" "}"] @punctuation.special)

((operator) @keyword.operator
  (#any-of? @keyword.operator "and" "or" "not"))
((operator) @operator
  (#not-any-of? @operator "and" "or" "not"))
"=" @operator
["," ":" "."] @punctuation.delimiter
(body ["{" "}"] @punctuation.bracket)
(record ["{" "}"] @punctuation.bracket)
["(" ")" "[" "]"] @punctuation.bracket
