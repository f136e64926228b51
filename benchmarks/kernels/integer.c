// Integer work of an embedded program: a linked list (search, reverse, merge sort), a matrix product, a state machine
// over text, and a CRC over all of it. Fits into a 32 KiB cache.
#include "bare.h"

struct node {
    struct node* next;
    int16_t key, data;
};

enum { kNodes = 64, kSide = 12, kText = 256 };

static struct node nodes[kNodes];
static int16_t left[kSide][kSide], right[kSide][kSide];
static int32_t product[kSide][kSide];
static char text[kText];

static uint16_t crc16(uint16_t crc, uint32_t value) {
    for (int i = 0; i < 16; ++i) {
        const unsigned carry = (crc ^ value) & 1;
        crc = (uint16_t)(crc >> 1) ^ (carry ? 0xa001 : 0);
        value >>= 1;
    }
    return crc;
}

static struct node* reverse(struct node* list) {
    struct node* done = NULL;
    while (list) {
        struct node* next = list->next;
        list->next = done;
        done = list;
        list = next;
    }
    return done;
}

static struct node* merge(struct node* a, struct node* b) {
    struct node head, *tail = &head;
    while (a && b) {
        struct node** smaller = a->key <= b->key ? &a : &b;
        tail->next = *smaller;
        tail = *smaller;
        *smaller = (*smaller)->next;
    }
    tail->next = a ? a : b;
    return head.next;
}

static struct node* sort(struct node* list) {
    if (!list || !list->next) return list;
    struct node *slow = list, *fast = list->next;
    while (fast && fast->next) slow = slow->next, fast = fast->next->next;
    struct node* second = slow->next;
    slow->next = NULL;
    return merge(sort(list), sort(second));
}

static uint16_t lists(uint16_t crc, uint64_t* random) {
    for (int i = 0; i < kNodes; ++i) {
        nodes[i].next = i + 1 < kNodes ? &nodes[i + 1] : NULL;
        nodes[i].key = (int16_t)next_random(random);
        nodes[i].data = (int16_t)i;
    }
    struct node* list = sort(nodes);
    for (int wanted = 0; wanted < kNodes; wanted += 7) {
        int steps = 0;
        for (const struct node* n = list; n && n->data != wanted; n = n->next) ++steps;
        crc = crc16(crc, (uint32_t)steps);
    }
    list = reverse(list);
    return crc16(crc, (uint32_t)list->key);
}

static uint16_t matrices(uint16_t crc, int16_t seed) {
    for (int i = 0; i < kSide; ++i)
        for (int j = 0; j < kSide; ++j) {
            left[i][j] = (int16_t)(seed + i * kSide + j);
            right[i][j] = (int16_t)(seed ^ (i + j * kSide));
        }
    for (int i = 0; i < kSide; ++i)
        for (int j = 0; j < kSide; ++j) {
            int32_t sum = 0;
            for (int k = 0; k < kSide; ++k) sum += left[i][k] * right[k][j];
            product[i][j] = sum;
        }
    for (int i = 0; i < kSide; ++i) crc = crc16(crc, (uint32_t)product[i][i]);
    return crc;
}

enum state { kStart, kInteger, kFraction, kExponent, kInvalid, kStates };

// Classifies comma-separated numbers.
static uint16_t machine(uint16_t crc, uint64_t* random) {
    static const char alphabet[] = "0123456789+-.e,,";
    uint32_t counts[kStates] = {0};
    for (int i = 0; i < kText; ++i) text[i] = alphabet[next_random(random) & 15];
    enum state state = kStart;
    for (int i = 0; i < kText; ++i) {
        const char c = text[i];
        const int digit = c >= '0' && c <= '9';
        if (c == ',') {
            ++counts[state];
            state = kStart;
            continue;
        }
        switch (state) {
            case kStart: state = digit || c == '+' || c == '-' ? kInteger : c == '.' ? kFraction : kInvalid; break;
            case kInteger: state = digit ? kInteger : c == '.' ? kFraction : c == 'e' ? kExponent : kInvalid; break;
            case kFraction: state = digit ? kFraction : c == 'e' ? kExponent : kInvalid; break;
            case kExponent: state = digit || c == '-' ? kExponent : kInvalid; break;
            default: break;
        }
    }
    for (int s = 0; s < kStates; ++s) crc = crc16(crc, counts[s]);
    return crc;
}

uint64_t kernel(void) {
    uint64_t random = 88172645463325252u;
    uint16_t crc = 0;
    for (int i = 0; i < 11 * SCALE; ++i) {
        crc = lists(crc, &random);
        crc = matrices(crc, (int16_t)i);
        crc = machine(crc, &random);
    }
    return crc;
}
