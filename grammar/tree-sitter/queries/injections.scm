((comment) @injection.content
  (#set! injection.language "comment"))

((call
  function: (identifier) @_function
  arguments: (arguments (string (text) @injection.content)))
  (#eq? @_function "pattern")
  (#set! injection.language "regex"))

((argument
  name: (identifier) @_name
  value: (string (text) @injection.content))
  (#eq? @_name "pattern")
  (#set! injection.language "regex"))
