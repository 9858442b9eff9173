// SPDX-License-Identifier: GPL-2.0
/* Kernel messages: into a buffer, and from there to the console. */
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "core.h"

#define LOG_BUF_LEN	(1 << 14)
#define LOG_LINE_MAX	512

/* The last messages, as text; a debugger can read them without a console. */
static char __log_buf[LOG_BUF_LEN];
static char *log_buf = __log_buf;
static u32 log_buf_len = LOG_BUF_LEN;
static unsigned long log_end;

int console_loglevel = 8;
static bool console_is_ready;
static bool at_line_start = true;
static DEFINE_RAW_SPINLOCK(logbuf_lock);

static void emit(const char *s, size_t count, bool to_console)
{
	for (size_t i = 0; i < count; i++)
		log_buf[log_end++ % log_buf_len] = s[i];
	if (to_console && console_is_ready)
		uart_write(s, count);
}

/* What was said before the console could be written. */
void console_ready(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&logbuf_lock, flags);
	uart_write(log_buf, min(log_end, (unsigned long)log_buf_len));
	console_is_ready = true;
	raw_spin_unlock_irqrestore(&logbuf_lock, flags);
}

/* A message about a fault inside printk must not wait for the lock that the fault left taken. */
void bust_spinlocks(void)
{
	raw_spin_lock_init(&logbuf_lock);
	at_line_start = true;
}

static void emit_timestamp(bool to_console)
{
	char stamp[32];
	u64 ns = sched_clock();
	int len = scnprintf(stamp, sizeof(stamp), "[%5llu.%06llu] ", ns / NSEC_PER_SEC, ns % NSEC_PER_SEC / 1000);

	emit(stamp, len, to_console);
}

static void emit_lines(const char *text, size_t len, bool to_console)
{
	while (len) {
		const char *newline = memchr(text, '\n', len);
		size_t part = newline ? newline + 1 - text : len;

		if (at_line_start)
			emit_timestamp(to_console);
		emit(text, part, to_console);
		at_line_start = newline;
		text += part;
		len -= part;
	}
}

int vprintk(const char *fmt, va_list args)
{
	static char line[LOG_LINE_MAX];
	int level = LOGLEVEL_WARNING;
	bool cont = false;
	const char *text = line;
	unsigned long flags;
	int len;

	raw_spin_lock_irqsave(&logbuf_lock, flags);
	len = vscnprintf(line, sizeof(line), fmt, args);
	if (len >= 2 && text[0] == KERN_SOH_ASCII) {
		if (text[1] >= '0' && text[1] <= '7')
			level = text[1] - '0';
		cont = text[1] == 'c';
		text += 2;
		len -= 2;
	}
	/* A message that is not a continuation begins a line. */
	if (!cont && !at_line_start) {
		emit("\n", 1, true);
		at_line_start = true;
	}
	emit_lines(text, len, level < console_loglevel);
	raw_spin_unlock_irqrestore(&logbuf_lock, flags);
	return len;
}

int _printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}

void console_write_user(const char *s, size_t count)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&logbuf_lock, flags);
	if (!at_line_start) {
		uart_write("\n", 1);
		at_line_start = true;
	}
	uart_write(s, count);
	raw_spin_unlock_irqrestore(&logbuf_lock, flags);
}

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	unsigned long now = get_jiffies();

	if (!rs->begin || now - rs->begin > (unsigned long)rs->interval) {
		if (rs->missed)
			printk(KERN_WARNING "%s: %d callbacks suppressed\n", func, rs->missed);
		rs->begin = now;
		rs->printed = 0;
		rs->missed = 0;
	}
	if (rs->printed >= rs->burst) {
		rs->missed++;
		return 0;
	}
	rs->printed++;
	return 1;
}

void print_hex_dump(const char *level, const char *prefix_str, int prefix_type, int rowsize, int groupsize,
		    const void *buf, size_t len, bool ascii)
{
	for (size_t offset = 0; offset < len; offset += 16) {
		int count = min_t(size_t, len - offset, 16);

		if (prefix_type == DUMP_PREFIX_ADDRESS)
			printk("%s%s%px: %*ph\n", level, prefix_str, buf + offset, count, buf + offset);
		else if (prefix_type == DUMP_PREFIX_OFFSET)
			printk("%s%s%.8zx: %*ph\n", level, prefix_str, offset, count, buf + offset);
		else
			printk("%s%s%*ph\n", level, prefix_str, count, buf + offset);
	}
}
