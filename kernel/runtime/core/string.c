// SPDX-License-Identifier: GPL-2.0
/* Memory and strings. The compiler also calls memcpy, memmove, memset and memcmp on its own. */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define WORD_MASK (sizeof(long) - 1)

/*
 * Whole words where both ends allow it, in loops that the compiler must not turn back into calls of these functions: the
 * empty asm keeps it from seeing a pattern.
 */
void *memset(void *s, int c, size_t n)
{
	unsigned long word = (u8)c * 0x0101010101010101UL;
	u8 *p = s;

	for (; n && (unsigned long)p & WORD_MASK; n--)
		*p++ = c;
	for (; n >= sizeof(long); n -= sizeof(long), p += sizeof(long)) {
		*(unsigned long *)p = word;
		__asm__ __volatile__("");
	}
	for (; n; n--) {
		*p++ = c;
		__asm__ __volatile__("");
	}
	return s;
}

static bool copies_by_words(const void *a, const void *b)
{
	return (((unsigned long)a ^ (unsigned long)b) & WORD_MASK) == 0;
}

void *memcpy(void *dest, const void *src, size_t n)
{
	u8 *d = dest;
	const u8 *s = src;

	if (copies_by_words(d, s)) {
		for (; n && (unsigned long)d & WORD_MASK; n--)
			*d++ = *s++;
		for (; n >= sizeof(long); n -= sizeof(long), d += sizeof(long), s += sizeof(long)) {
			*(unsigned long *)d = *(const unsigned long *)s;
			__asm__ __volatile__("");
		}
	}
	for (; n; n--) {
		*d++ = *s++;
		__asm__ __volatile__("");
	}
	return dest;
}

static void copy_backwards(u8 *d, const u8 *s, size_t n)
{
	while (n--) {
		d[n] = s[n];
		__asm__ __volatile__("");
	}
}

void *memmove(void *dest, const void *src, size_t n)
{
	if (dest <= src || dest >= src + n)
		return memcpy(dest, src, n);
	copy_backwards(dest, src, n);
	return dest;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const u8 *p = a, *q = b;

	for (; n; n--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

void *memchr(const void *s, int c, size_t n)
{
	const u8 *p = s;

	for (; n; n--, p++)
		if (*p == (u8)c)
			return (void *)p;
	return NULL;
}

void *memscan(void *s, int c, size_t n)
{
	void *found = memchr(s, c, n);

	return found ? found : s + n;
}

void *memchr_inv(const void *s, int c, size_t n)
{
	const u8 *p = s;

	for (; n; n--, p++)
		if (*p != (u8)c)
			return (void *)p;
	return NULL;
}

size_t strnlen(const char *s, size_t n)
{
	size_t len = 0;

	while (len < n && s[len])
		len++;
	return len;
}

size_t strlen(const char *s)
{
	const char *end = s;

	while (*end) {
		end++;
		__asm__ __volatile__("");
	}
	return end - s;
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++)
		if (*a != *b || !*a)
			return (u8)*a - (u8)*b;
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX);
}

int strncasecmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++)
		if (tolower(*a) != tolower(*b) || !*a)
			return tolower(*a) - tolower(*b);
	return 0;
}

int strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, SIZE_MAX);
}

char *strcpy(char *dest, const char *src)
{
	memcpy(dest, src, strlen(src) + 1);
	return dest;
}

char *strncpy(char *dest, const char *src, size_t n)
{
	size_t len = strnlen(src, n);

	memcpy(dest, src, len);
	memset(dest + len, 0, n - len);
	return dest;
}

char *strcat(char *dest, const char *src)
{
	strcpy(dest + strlen(dest), src);
	return dest;
}

ssize_t sized_strscpy(char *dest, const char *src, size_t count)
{
	size_t len;

	if (!count || count > INT_MAX)
		return -E2BIG;
	len = strnlen(src, count);
	if (len == count) {
		memcpy(dest, src, count - 1);
		dest[count - 1] = '\0';
		return -E2BIG;
	}
	memcpy(dest, src, len + 1);
	return len;
}

ssize_t strscpy_pad(char *dest, const char *src, size_t count)
{
	ssize_t len = sized_strscpy(dest, src, count);

	if (len >= 0)
		memset(dest + len, 0, count - len);
	return len;
}

size_t strlcpy(char *dest, const char *src, size_t n)
{
	if (n)
		sized_strscpy(dest, src, n);
	return strlen(src);
}

size_t strlcat(char *dest, const char *src, size_t n)
{
	size_t used = strnlen(dest, n);

	return used + strlcpy(dest + used, src, n - used);
}

char *strchrnul(const char *s, int c)
{
	while (*s && *s != (char)c)
		s++;
	return (char *)s;
}

char *strchr(const char *s, int c)
{
	char *p = strchrnul(s, c);

	return *p == (char)c ? p : NULL;
}

char *strnchr(const char *s, size_t n, int c)
{
	for (; n-- && *s; s++)
		if (*s == (char)c)
			return (char *)s;
	return NULL;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}

char *strnstr(const char *s, const char *needle, size_t n)
{
	size_t len = strlen(needle);

	for (; n >= len; n--, s++) {
		if (!memcmp(s, needle, len))
			return (char *)s;
		if (!*s)
			break;
	}
	return NULL;
}

char *strstr(const char *s, const char *needle)
{
	return strnstr(s, needle, strlen(s));
}

static size_t span(const char *s, const char *set, bool in_set)
{
	size_t n = 0;

	while (s[n] && !!strchr(set, s[n]) == in_set)
		n++;
	return n;
}

size_t strspn(const char *s, const char *accept)
{
	return span(s, accept, true);
}

size_t strcspn(const char *s, const char *reject)
{
	return span(s, reject, false);
}

char *strpbrk(const char *s, const char *accept)
{
	s += strcspn(s, accept);
	return *s ? (char *)s : NULL;
}

char *strsep(char **s, const char *ct)
{
	char *begin = *s;
	char *end;

	if (!begin)
		return NULL;
	end = strpbrk(begin, ct);
	if (end)
		*end++ = '\0';
	*s = end;
	return begin;
}

char *skip_spaces(const char *s)
{
	while (isspace(*s))
		s++;
	return (char *)s;
}

char *strim(char *s)
{
	size_t len = strlen(s);

	while (len && isspace(s[len - 1]))
		s[--len] = '\0';
	return skip_spaces(s);
}

static size_t length_without_newline(const char *s)
{
	size_t len = strlen(s);

	return len && s[len - 1] == '\n' ? len - 1 : len;
}

bool sysfs_streq(const char *a, const char *b)
{
	size_t len = length_without_newline(a);

	return len == length_without_newline(b) && !memcmp(a, b, len);
}

int match_string(const char * const *array, size_t n, const char *string)
{
	for (size_t i = 0; i < n && array[i]; i++)
		if (!strcmp(array[i], string))
			return i;
	return -EINVAL;
}
