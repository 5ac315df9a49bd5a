(block body: (_) @class.inside) @class.around
(argument (_) @parameter.inside) @parameter.around
(entry (_) @entry.inside) @entry.around

[(comment) (doc_comment)] @comment.inside
(comment)+ @comment.around
