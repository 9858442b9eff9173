// SPDX-License-Identifier: GPL-2.0
/* /dev/null, /dev/zero and the random devices (which are not random: runs repeat exactly). */

#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/major.h>
#include <linux/syscalls.h>
#include "process-internal.h"

#define MINOR_NULL	3
#define MINOR_ZERO	5
#define MINOR_RANDOM	8
#define MINOR_URANDOM	9

/* The next word of the splitmix64 sequence. */
static u64 next_random(void)
{
	static u64 state = 0x9e3779b97f4a7c15ULL;
	u64 z = (state += 0x9e3779b97f4a7c15ULL);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

void deterministic_random(void *to, size_t count)
{
	while (count) {
		u64 word = next_random();
		size_t n = min_t(size_t, count, sizeof(word));

		memcpy(to, &word, n);
		to += n;
		count -= n;
	}
}

static ssize_t random_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	size_t done;
	u8 chunk[64];

	for (done = 0; done < count; done += min_t(size_t, count - done, sizeof(chunk))) {
		size_t n = min_t(size_t, count - done, sizeof(chunk));

		deterministic_random(chunk, n);
		if (copy_to_user(buf + done, chunk, n))
			return -EFAULT;
	}
	return count;
}

static ssize_t zero_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	return clear_user(buf, count) ? -EFAULT : (ssize_t)count;
}

static ssize_t null_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	return 0;
}

static ssize_t null_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	return count;
}

static const struct file_operations null_fops = {
	.read = null_read,
	.write = null_write,
	.llseek = noop_llseek,
};

static const struct file_operations zero_fops = {
	.read = zero_read,
	.write = null_write,
	.llseek = noop_llseek,
};

static const struct file_operations random_fops = {
	.read = random_read,
	.write = null_write,
	.llseek = noop_llseek,
};

static int memory_open(struct inode *inode, struct file *filp)
{
	switch (iminor(inode)) {
	case MINOR_NULL:
		replace_fops(filp, &null_fops);
		return 0;
	case MINOR_ZERO:
		replace_fops(filp, &zero_fops);
		return 0;
	case MINOR_RANDOM:
	case MINOR_URANDOM:
		replace_fops(filp, &random_fops);
		return 0;
	}
	return -ENXIO;
}

static const struct file_operations memory_fops = {
	.open = memory_open,
	.llseek = noop_llseek,
};

static struct cdev memory_cdev;

static int __init chr_dev_init(void)
{
	cdev_init(&memory_cdev, &memory_fops);
	cdev_add(&memory_cdev, MKDEV(MEM_MAJOR, 0), 16);
	devtmpfs_create_node("null", 0666, MKDEV(MEM_MAJOR, MINOR_NULL));
	devtmpfs_create_node("zero", 0666, MKDEV(MEM_MAJOR, MINOR_ZERO));
	devtmpfs_create_node("random", 0666, MKDEV(MEM_MAJOR, MINOR_RANDOM));
	devtmpfs_create_node("urandom", 0666, MKDEV(MEM_MAJOR, MINOR_URANDOM));
	return 0;
}
fs_initcall(chr_dev_init);

SYSCALL_DEFINE3(getrandom, char __user *, buf, size_t, len, unsigned int, flags)
{
	if (flags & ~7U)
		return -EINVAL;
	return random_read(NULL, buf, min_t(size_t, len, INT_MAX), NULL);
}
