(comment) @comment
(doc_comment) @comment.doc

(block kind: (identifier) @keyword)
(block name: (identifier) @type)
(declaration word: (identifier) @keyword)
(declaration name: (identifier) @variable)
(type name: (identifier) @type)
(for item: (identifier) @variable.parameter)

["when" "else" "for" "in"] @keyword

(assignment name: (identifier) @property)
(entry name: (identifier) @property)
(argument name: (identifier) @variable.parameter)

(reference) @variable
(member name: (identifier) @property)
(call function: (identifier) @function)
(number) @number
(money) @number
(boolean) @boolean
(null) @constant
(instance) @constant

(string) @string
(escape) @string.escape
(interpolation ["${" "}"] @punctuation.special)

((operator) @keyword
  (#any-of? @keyword "and" "or" "not"))
((operator) @operator
  (#not-any-of? @operator "and" "or" "not"))
"=" @operator
["," ":" "."] @punctuation.delimiter
(body ["{" "}"] @punctuation.bracket)
(record ["{" "}"] @punctuation.bracket)
["(" ")" "[" "]"] @punctuation.bracket
