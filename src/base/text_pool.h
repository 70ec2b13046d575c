/*
 * Strings that live as long as the pool. Each distinct text is stored once. One thread at a time uses a pool.
 */
#ifndef LOOPLINE_BASE_TEXT_POOL_H
#define LOOPLINE_BASE_TEXT_POOL_H

struct text_pool {
    void *root; /* a tree of tsearch(3); NULL: empty */
};

/* Returns the pool's copy of `text`, valid until text_pool_free. NULL if memory ran out or `text` is NULL. */
const char *text_pool_add(struct text_pool *pool, const char *text);
/* Frees all texts. The pool is then empty and may be used again. */
void text_pool_free(struct text_pool *pool);

#endif
