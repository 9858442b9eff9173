// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/console: the UART as a terminal. Input comes by interrupt; in canonical mode (the default) it is collected into
 * lines, with echo, and Ctrl-C and Ctrl-D mean what they do elsewhere.
 */

#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/major.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/workqueue.h>
#include "process-internal.h"

#define TTY_BUFFER	4096U
#define TTY_POLL_JIFFIES (HZ / 100 ? HZ / 100 : 1)

#define TCGETS		0x5401
#define TCSETS		0x5402
#define TCSETSW		0x5403
#define TCSETSF		0x5404
#define TIOCGPGRP	0x540f
#define TIOCSPGRP	0x5410
#define TIOCGWINSZ	0x5413
#define FIONREAD	0x541b

/* c_iflag, c_oflag, c_lflag */
#define ICRNL	0000400
#define OPOST	0000001
#define ONLCR	0000004
#define ISIG	0000001
#define ICANON	0000002
#define ECHO	0000010
#define ECHOE	0000020
#define CREAD	0000200
#define CS8	0000060
#define B115200	0010002

#define VINTR	0
#define VERASE	2
#define VKILL	3
#define VEOF	4
#define VMIN	6
#define NCCS	19

struct termios {
	u32 c_iflag;
	u32 c_oflag;
	u32 c_cflag;
	u32 c_lflag;
	u8 c_line;
	u8 c_cc[NCCS];
};

struct winsize {
	u16 ws_row, ws_col, ws_xpixel, ws_ypixel;
};

/* Positions count bytes ever; the difference is what lies between. */
static struct {
	spinlock_t lock;
	wait_queue_head_t read_wait;
	struct termios termios;
	char buf[TTY_BUFFER];
	/* Where a line typed in canonical mode ends: behind a newline, or in place of a Ctrl-D, which is not read. */
	DECLARE_BITMAP(line_end, TTY_BUFFER);
	unsigned int head;	/* next byte goes here */
	unsigned int ready;	/* end of what may be read: the last line's end in canonical mode */
	unsigned int tail;	/* next byte to be read */
	int session;
} tty = {
	.lock = __SPIN_LOCK_UNLOCKED(tty.lock),
	.read_wait = __WAIT_QUEUE_HEAD_INITIALIZER(tty.read_wait),
	.termios = {
		.c_iflag = ICRNL,
		.c_oflag = OPOST | ONLCR,
		.c_cflag = B115200 | CS8 | CREAD,
		.c_lflag = ISIG | ICANON | ECHO | ECHOE,
		.c_cc = { [VINTR] = 3, [VERASE] = 127, [VKILL] = 21, [VEOF] = 4, [VMIN] = 1 },
	},
	.session = 1,
};

static void tty_interrupt_session(struct work_struct *work)
{
	kill_session(SIGINT, tty.session);
}
static DECLARE_WORK(tty_interrupt_work, tty_interrupt_session);

static void tty_echo(char c)
{
	if (!(tty.termios.c_lflag & ECHO))
		return;
	if (c == '\n')
		console_write_user("\n", 1);
	else if ((u8)c >= ' ')
		console_write_user(&c, 1);
}

static void tty_put(char c, bool line_end)
{
	unsigned int at = tty.head % TTY_BUFFER;

	if (tty.head - tty.tail == TTY_BUFFER)
		return;
	tty.buf[at] = c;
	__assign_bit(at, tty.line_end, line_end);
	tty.head++;
}

static void tty_erase(bool whole_line)
{
	while (tty.head != tty.ready) {
		tty.head--;
		if (tty.termios.c_lflag & ECHO)
			console_write_user("\b \b", 3);
		if (!whole_line)
			break;
	}
}

/* In canonical mode the newline makes the line readable; a line that fills the buffer is readable as it is. */
static void tty_receive_canonical(char c)
{
	const u8 *cc = tty.termios.c_cc;

	if ((u8)c == cc[VERASE] || c == '\b') {
		tty_erase(false);
	} else if ((u8)c == cc[VKILL]) {
		tty_erase(true);
	} else if ((u8)c == cc[VEOF]) {
		tty_put(0, true);
		tty.ready = tty.head;
	} else {
		tty_echo(c);
		tty_put(c, c == '\n');
		if (c == '\n' || tty.head - tty.tail == TTY_BUFFER)
			tty.ready = tty.head;
	}
}

/* Caller holds tty.lock. */
static void tty_receive(char c)
{
	const struct termios *t = &tty.termios;

	if (c == '\r' && (t->c_iflag & ICRNL))
		c = '\n';
	if ((t->c_lflag & ISIG) && (u8)c == t->c_cc[VINTR]) {
		tty.head = tty.ready;
		schedule_work(&tty_interrupt_work);
		return;
	}
	if (t->c_lflag & ICANON) {
		tty_receive_canonical(c);
		return;
	}
	tty_echo(c);
	tty_put(c, false);
	tty.ready = tty.head;
}

static bool tty_drain_uart(void)
{
	unsigned long flags;
	bool any = false;
	int c;

	spin_lock_irqsave(&tty.lock, flags);
	while ((c = uart_getc()) >= 0) {
		tty_receive(c);
		any = true;
	}
	spin_unlock_irqrestore(&tty.lock, flags);
	if (any)
		wake_up_interruptible_poll(&tty.read_wait, EPOLLIN | EPOLLRDNORM);
	return any;
}

static irqreturn_t tty_uart_interrupt(int irq, void *dev_id)
{
	return tty_drain_uart() ? IRQ_HANDLED : IRQ_NONE;
}

static bool tty_readable(void)
{
	return READ_ONCE(tty.ready) != READ_ONCE(tty.tail);
}

/* Without an interrupt the UART is looked at every 10 ms, and only while somebody waits. */
static int tty_wait_input(void)
{
	if (uart_irq)
		return wait_event_interruptible(tty.read_wait, tty_readable());
	while (!tty_readable()) {
		tty_drain_uart();
		if (tty_readable())
			break;
		schedule_timeout_interruptible(TTY_POLL_JIFFIES);
		if (signal_pending(current))
			return -ERESTARTSYS;
	}
	return 0;
}

/* Copies out at most one line (canonical) or what there is. */
static size_t tty_take(char *to, size_t count)
{
	size_t n = 0;

	spin_lock_irq(&tty.lock);
	while (n < count && tty.tail != tty.ready) {
		unsigned int at = tty.tail++ % TTY_BUFFER;
		bool line_end = test_bit(at, tty.line_end);

		if (!line_end || tty.buf[at])
			to[n++] = tty.buf[at];
		if (line_end)
			break;
	}
	spin_unlock_irq(&tty.lock);
	return n;
}

static ssize_t tty_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	ssize_t ret;
	char *copy;

	if (!count)
		return 0;
	if (!tty_readable()) {
		if (!uart_irq)
			tty_drain_uart();
		if (!tty_readable() && (file->f_flags & O_NONBLOCK))
			return -EAGAIN;
		ret = tty_wait_input();
		if (ret)
			return ret;
	}
	count = min_t(size_t, count, TTY_BUFFER);
	copy = kmalloc(count, GFP_KERNEL);
	ret = tty_take(copy, count);
	if (copy_to_user(buf, copy, ret))
		ret = -EFAULT;
	kfree(copy);
	return ret;
}

static ssize_t tty_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	char chunk[128];
	size_t done = 0;

	while (done < count) {
		size_t n = min_t(size_t, count - done, sizeof(chunk));

		if (copy_from_user(chunk, buf + done, n))
			return done ? (ssize_t)done : -EFAULT;
		console_write_user(chunk, n);
		done += n;
	}
	return done;
}

static __poll_t tty_poll(struct file *file, poll_table *wait)
{
	poll_wait(file, &tty.read_wait, wait);
	if (!uart_irq)
		tty_drain_uart();
	return EPOLLOUT | EPOLLWRNORM | (tty_readable() ? EPOLLIN | EPOLLRDNORM : 0);
}

static long tty_set_termios(const struct termios __user *arg, bool flush)
{
	struct termios t;

	if (copy_from_user(&t, arg, sizeof(t)))
		return -EFAULT;
	spin_lock_irq(&tty.lock);
	tty.termios = t;
	if (flush)
		tty.tail = tty.head;
	/* What was typed of a line counts as input once lines mean nothing any more. */
	if (flush || !(t.c_lflag & ICANON))
		tty.ready = tty.head;
	spin_unlock_irq(&tty.lock);
	wake_up_interruptible_poll(&tty.read_wait, EPOLLIN | EPOLLRDNORM);
	return 0;
}

static long tty_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	static const struct winsize size = { .ws_row = 24, .ws_col = 80 };
	void __user *argp = (void __user *)arg;

	switch (cmd) {
	case TCGETS:
		return copy_to_user(argp, &tty.termios, sizeof(tty.termios)) ? -EFAULT : 0;
	case TCSETS:
	case TCSETSW:
		return tty_set_termios(argp, false);
	case TCSETSF:
		return tty_set_termios(argp, true);
	case TIOCGWINSZ:
		return copy_to_user(argp, &size, sizeof(size)) ? -EFAULT : 0;
	case TIOCGPGRP:
		return put_user(current->signal->pgrp, (int __user *)argp);
	case TIOCSPGRP:
		return 0;
	case FIONREAD:
		return put_user((int)(tty.ready - tty.tail), (int __user *)argp);
	}
	return -ENOTTY;
}

static const struct file_operations tty_fops = {
	.read = tty_read,
	.write = tty_write,
	.poll = tty_poll,
	.unlocked_ioctl = tty_ioctl,
	.llseek = no_llseek,
	.open = nonseekable_open,
};

static struct cdev tty_cdev;

static int __init tty_init(void)
{
	cdev_init(&tty_cdev, &tty_fops);
	cdev_add(&tty_cdev, MKDEV(TTYAUX_MAJOR, 0), 2);
	devtmpfs_create_node("tty", 0666, MKDEV(TTYAUX_MAJOR, 0));
	devtmpfs_create_node("console", 0600, MKDEV(TTYAUX_MAJOR, 1));
	if (uart_irq && !request_irq(uart_irq, tty_uart_interrupt, 0, "ttyS0", &tty))
		uart_enable_rx_irq();
	return 0;
}
fs_initcall(tty_init);
