[
  (body)
  (list)
  (record)
  (arguments)
] @fold
