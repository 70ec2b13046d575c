/* Strings that live as long as the pool, each text kept once. */
#ifndef LOOPLINE_BASE_TEXT_POOL_H
#define LOOPLINE_BASE_TEXT_POOL_H

struct text_pool {
    void *root; /* a tree of tsearch(3); NULL: empty */
};

/* The pool's copy of `text`, valid until text_pool_free; NULL out of memory or where `text` is NULL. */
const char *text_pool_add(struct text_pool *pool, const char *text);
void text_pool_free(struct text_pool *pool);

#endif
