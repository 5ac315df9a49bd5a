[
  (body)
  (list)
  (record)
  (arguments)
  (group)
] @indent.begin

["}" "]" ")"] @indent.branch @indent.end

(string) @indent.auto
