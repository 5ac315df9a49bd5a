[
  (body)
  (list)
  (record)
  (arguments)
  (group)
] @indent

["}" "]" ")"] @outdent
