// SPDX-License-Identifier: GPL-2.0
/* The archive in the image (cpio, "newc" format) becomes the tree of files. The files' bytes stay where they are. */

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include "process-internal.h"

#define CPIO_MAGIC	"070701"
#define CPIO_HEADER	110	/* the magic and 13 fields of 8 hexadecimal digits */

/* Numbers of the fields used. */
#define CPIO_MODE	1
#define CPIO_FILESIZE	6
#define CPIO_NAMESIZE	11

extern char __initramfs_start[] __weak;
extern char __initramfs_end[] __weak;

bool initramfs_present(void)
{
	return __initramfs_start && __initramfs_end > __initramfs_start + CPIO_HEADER;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static u32 cpio_field(const char *header, int field)
{
	const char *p = header + 6 + field * 8;
	u32 value = 0;
	int i;

	for (i = 0; i < 8; i++) {
		int digit = hex_digit(p[i]);

		if (digit < 0)
			panic("initial archive: a header field is not a hexadecimal number");
		value = value << 4 | digit;
	}
	return value;
}

static struct dentry *make_parents(const char *name, const char **last)
{
	struct dentry *dir = tree_root();
	const char *slash;

	while ((slash = strchr(name, '/'))) {
		char *part = kstrndup(name, slash - name, GFP_KERNEL);

		if (*part && strcmp(part, "."))
			dir = tree_mkdir(dir, part);
		kfree(part);
		name = slash + 1;
	}
	*last = name;
	return dir;
}

static void cpio_entry(const char *header, const char *path, char *data, u32 size)
{
	umode_t mode = cpio_field(header, CPIO_MODE);
	struct dentry *dir, *dentry;
	const char *name;

	dir = make_parents(path, &name);
	if (!*name || !strcmp(name, "."))
		return;
	if (S_ISDIR(mode)) {
		tree_mkdir(dir, name);
	} else if (S_ISREG(mode)) {
		dentry = tree_create_file(dir, name, mode & 0777, &ram_fops, NULL);
		dentry->d_inode->i_data = data;
		dentry->d_inode->i_size = size;
		dentry->d_inode->i_flags |= S_STATIC_DATA;
	} else if (S_ISLNK(mode)) {
		char *target = kstrndup(data, size, GFP_KERNEL);

		tree_symlink(dir, name, target);
		kfree(target);
	}
}

static int __init populate_rootfs(void)
{
	char *at = __initramfs_start, *end = __initramfs_end;

	if (!initramfs_present())
		return 0;
	while (end - at >= CPIO_HEADER) {
		u32 namesize, size;
		char *name, *data;

		if (memcmp(at, CPIO_MAGIC, 6))
			panic("initial archive: no cpio header at offset %ld",
			      (long)(at - __initramfs_start));
		namesize = cpio_field(at, CPIO_NAMESIZE);
		size = cpio_field(at, CPIO_FILESIZE);
		name = at + CPIO_HEADER;
		data = __initramfs_start + ALIGN((size_t)(name - __initramfs_start) + namesize, 4);
		if (!namesize || namesize > PATH_MAX || data > end || size > end - data ||
		    name[namesize - 1])
			panic("initial archive: an entry reaches past its end");
		if (!strcmp(name, "TRAILER!!!"))
			return 0;
		cpio_entry(at, name, data, size);
		at = __initramfs_start + ALIGN((size_t)(data - __initramfs_start) + size, 4);
	}
	panic("initial archive: no trailer");
}
rootfs_initcall(populate_rootfs);
