(source_file) @local.scope

(block name: (identifier) @local.definition.var)
(declaration name: (identifier) @local.definition.var)
(for item: (identifier) @local.definition.var)

(reference) @local.reference
