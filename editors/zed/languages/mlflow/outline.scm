(block
  kind: (identifier) @context
  name: (identifier) @name) @item

(declaration
  word: (identifier) @context
  name: (identifier) @name) @item
