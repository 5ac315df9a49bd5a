; Comments
(comment) @comment
(doc_comment) @comment.documentation

; Blocks and declarations
(block kind: (identifier) @keyword)
(block name: (identifier) @type)
(declaration word: (identifier) @keyword)
(declaration name: (identifier) @variable)
(type name: (identifier) @type)
(for item: (identifier) @variable.parameter)

["when" "else"] @keyword.conditional
["for" "in"] @keyword.repeat

; Fields
(assignment name: (identifier) @property)
(entry name: (identifier) @property)
(argument name: (identifier) @variable.parameter)

; Values
(reference) @variable
(member name: (identifier) @variable.member)
(call function: (identifier) @function.call)
(number) @number
(money) @number
(boolean) @boolean
(null) @constant.builtin
(instance) @constant

(string) @string
(escape) @string.escape
(interpolation) @none
(interpolation ["${" "}"] @punctuation.special)

; Operators and punctuation
((operator) @keyword.operator
  (#any-of? @keyword.operator "and" "or" "not"))
((operator) @operator
  (#not-any-of? @operator "and" "or" "not"))
"=" @operator
["," ":" "."] @punctuation.delimiter
(body ["{" "}"] @punctuation.bracket)
(record ["{" "}"] @punctuation.bracket)
["(" ")" "[" "]"] @punctuation.bracket
