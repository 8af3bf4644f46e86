package quartet.mongodb;

/** one change: head = {op, ns, k, t, w[, u]}, full = the whole document for insert and replace */
record Change(StoredDocument head, StoredDocument full) { }
