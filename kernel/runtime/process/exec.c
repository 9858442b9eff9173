// SPDX-License-Identifier: GPL-2.0
/* execve: a static ELF64 file becomes the program of the current process. */

#include <linux/completion.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include <uapi/linux/auxvec.h>
#include <uapi/linux/elf.h>
#include "process-internal.h"

#define ARG_BYTES_MAX	(128 * 1024)
#define ARG_COUNT_MAX	1024
#define ELF_PHDRS_MAX	64
#define USER_STACK_TOP	(TASK_SIZE - 16 * PAGE_SIZE)
#define STACK_SIZE	(1UL << 20)
/* Always there at the start; the rest appears when it is touched. */
#define STACK_POPULATED	(8 * PAGE_SIZE)
#define VDSO_ADDRESS	(USER_STACK_TOP + 4 * PAGE_SIZE)
#define PIE_BASE	0x2000000000UL
/* The letters of rv64imac as bits, A being bit 0. */
#define ELF_HWCAP	(1UL << ('i' - 'a') | 1UL << ('m' - 'a') | 1UL << ('a' - 'a') | 1UL << ('c' - 'a'))

extern char __vdso_rt_sigreturn[], __vdso_rt_sigreturn_end[];

/* Strings of argv and envp, one after the other, in kernel memory. */
struct exec_strings {
	char *buf;
	size_t used;
	int argc;
	int envc;
};

struct exec_image {
	struct file *file;
	const char *path;
	Elf64_Ehdr header;
	Elf64_Phdr phdrs[ELF_PHDRS_MAX];
	unsigned long base;		/* added to every address of the file */
	unsigned long phdr_address;
	struct mm_struct *mm;
	unsigned long sp;
};

static int add_string(struct exec_strings *s, const char *string, bool user)
{
	long room = ARG_BYTES_MAX - s->used;
	long len = user ? strncpy_from_user(s->buf + s->used, (const char __user *)string, room)
			: strscpy(s->buf + s->used, string, room);

	if (len == -EFAULT)
		return -EFAULT;
	if (len < 0 || len >= room)
		return -E2BIG;
	s->used += len + 1;
	return 0;
}

/* The count of strings, or a negative errno. */
static int add_strings(struct exec_strings *s, const char *const *list, bool user)
{
	int n;

	for (n = 0; list && n < ARG_COUNT_MAX; n++) {
		const char *string;
		int err;

		if (!user)
			string = list[n];
		else if (get_user(string, (const char *const __user *)list + n))
			return -EFAULT;
		if (!string)
			return n;
		err = add_string(s, string, user);
		if (err)
			return err;
	}
	return list ? -E2BIG : 0;
}

static int read_image(struct exec_image *image)
{
	struct inode *inode = file_inode(image->file);
	Elf64_Ehdr *h = &image->header;
	size_t bytes;

	if (!S_ISREG(inode->i_mode) || image->file->f_op != &ram_fops)
		return -EACCES;
	if ((size_t)inode->i_size < sizeof(*h))
		return -ENOEXEC;
	memcpy(h, inode->i_data, sizeof(*h));
	if (memcmp(h->e_ident, ELFMAG, SELFMAG) || h->e_ident[EI_CLASS] != ELFCLASS64 ||
	    h->e_ident[EI_DATA] != ELFDATA2LSB || h->e_machine != EM_RISCV ||
	    (h->e_type != ET_EXEC && h->e_type != ET_DYN) ||
	    h->e_phentsize != sizeof(Elf64_Phdr) || h->e_phnum > ELF_PHDRS_MAX)
		return -ENOEXEC;
	bytes = h->e_phnum * sizeof(Elf64_Phdr);
	if (h->e_phoff > (u64)inode->i_size || bytes > inode->i_size - h->e_phoff)
		return -ENOEXEC;
	memcpy(image->phdrs, inode->i_data + h->e_phoff, bytes);
	image->base = h->e_type == ET_DYN ? PIE_BASE : 0;
	return 0;
}

static unsigned long segment_flags(const Elf64_Phdr *ph)
{
	return VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | (ph->p_flags & PF_R ? VM_READ : 0) |
	       (ph->p_flags & PF_W ? VM_WRITE : 0) | (ph->p_flags & PF_X ? VM_EXEC : 0);
}

static int map_area(struct mm_struct *mm, unsigned long start, unsigned long end, unsigned long flags)
{
	struct vm_area_struct *vma;

	/* Two segments in one page: the page keeps what the first one allows. */
	vma = vma_lookup(mm, start);
	if (vma)
		start = vma->vm_end;
	if (start >= end)
		return 0;
	vma = find_vma(mm, start);
	if (vma && vma->vm_start < end)
		return -ENOEXEC;
	vma = vm_area_new(mm, start, end, flags);
	insert_vma(mm, vma);
	return vma_populate(vma, start, end);
}

static int map_segment(struct exec_image *image, const Elf64_Phdr *ph)
{
	struct inode *inode = file_inode(image->file);
	unsigned long start = image->base + ph->p_vaddr;
	int err;

	if (ph->p_filesz > ph->p_memsz)
		return -ENOEXEC;
	/* A segment without bytes in the file may claim to lie anywhere in it. */
	if (ph->p_filesz && (ph->p_offset > (u64)inode->i_size ||
			     ph->p_filesz > inode->i_size - ph->p_offset))
		return -ENOEXEC;
	if (start < PAGE_SIZE || start >= image->mm->mmap_base ||
	    ph->p_memsz > image->mm->mmap_base - start)
		return -ENOEXEC;
	err = map_area(image->mm, start & PAGE_MASK, PAGE_ALIGN(start + ph->p_memsz),
		       segment_flags(ph));
	if (err)
		return err;
	if (ph->p_offset <= image->header.e_phoff &&
	    image->header.e_phoff < ph->p_offset + ph->p_filesz)
		image->phdr_address = start + image->header.e_phoff - ph->p_offset;
	return mm_write(image->mm, start, inode->i_data + ph->p_offset, ph->p_filesz);
}

static void note_segment(struct mm_struct *mm, const Elf64_Phdr *ph, unsigned long start)
{
	unsigned long end = start + ph->p_memsz;

	if (ph->p_flags & PF_X) {
		mm->start_code = mm->start_code ? min(mm->start_code, start) : start;
		mm->end_code = max(mm->end_code, end);
	} else {
		mm->start_data = mm->start_data ? min(mm->start_data, start) : start;
		mm->end_data = max(mm->end_data, start + (unsigned long)ph->p_filesz);
	}
	mm->brk = max(mm->brk, PAGE_ALIGN(end));
}

static int map_segments(struct exec_image *image)
{
	bool loaded = false;
	int i, err;

	for (i = 0; i < image->header.e_phnum; i++) {
		const Elf64_Phdr *ph = &image->phdrs[i];

		if (ph->p_type == PT_INTERP)
			return -ENOEXEC;	/* there is no dynamic linker here */
		if (ph->p_type != PT_LOAD || !ph->p_memsz)
			continue;
		err = map_segment(image, ph);
		if (err)
			return err;
		note_segment(image->mm, ph, image->base + ph->p_vaddr);
		loaded = true;
	}
	image->mm->start_brk = image->mm->brk;
	return loaded ? 0 : -ENOEXEC;
}

static int map_stack_and_vdso(struct mm_struct *mm)
{
	unsigned long flags = VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
	struct vm_area_struct *stack;
	int err;

	stack = vm_area_new(mm, USER_STACK_TOP - STACK_SIZE, USER_STACK_TOP,
			    flags | VM_READ | VM_WRITE | VM_GROWSDOWN);
	insert_vma(mm, stack);
	err = vma_populate(stack, USER_STACK_TOP - STACK_POPULATED, USER_STACK_TOP);
	if (err)
		return err;
	mm->vdso = VDSO_ADDRESS;
	err = map_area(mm, VDSO_ADDRESS, VDSO_ADDRESS + PAGE_SIZE, flags | VM_READ | VM_EXEC);
	if (err)
		return err;
	return mm_write(mm, VDSO_ADDRESS, __vdso_rt_sigreturn,
			__vdso_rt_sigreturn_end - __vdso_rt_sigreturn);
}

static size_t fill_auxv(struct exec_image *image, unsigned long *at, unsigned long random,
			unsigned long execfn)
{
	const unsigned long auxv[] = {
		AT_HWCAP, ELF_HWCAP,
		AT_PAGESZ, PAGE_SIZE,
		AT_CLKTCK, 100,
		AT_PHDR, image->phdr_address,
		AT_PHENT, sizeof(Elf64_Phdr),
		AT_PHNUM, image->header.e_phnum,
		AT_BASE, 0,
		AT_FLAGS, 0,
		AT_ENTRY, image->base + image->header.e_entry,
		AT_UID, 0, AT_EUID, 0, AT_GID, 0, AT_EGID, 0, AT_SECURE, 0,
		AT_RANDOM, random,
		AT_EXECFN, execfn,
		AT_NULL, 0,
	};

	memcpy(at, auxv, sizeof(auxv));
	return ARRAY_SIZE(auxv);
}

/* The vectors in the order of the ABI: argc, argv, NULL, envp, NULL, auxv. @strings: where the strings begin in the process. */
static size_t fill_vectors(struct exec_image *image, const struct exec_strings *s, unsigned long *words,
			   unsigned long strings, unsigned long random, unsigned long execfn)
{
	size_t n = 0, offset = 0;
	int i;

	words[n++] = s->argc;
	for (i = 0; i < s->argc + s->envc; i++) {
		if (i == s->argc)
			words[n++] = 0;
		words[n++] = strings + offset;
		offset += strlen(s->buf + offset) + 1;
	}
	if (!s->envc)
		words[n++] = 0;
	words[n++] = 0;
	return n + fill_auxv(image, words + n, random, execfn);
}

static int build_stack(struct exec_image *image, const struct exec_strings *s)
{
	struct mm_struct *mm = image->mm;
	unsigned long execfn = USER_STACK_TOP - ALIGN(strlen(image->path) + 1, 16);
	unsigned long random = execfn - 16;
	unsigned long strings = random - ALIGN(s->used, 16);
	unsigned long *words;
	u8 seed[16];
	size_t n;
	int err;

	words = kmalloc_array(s->argc + s->envc + 64, sizeof(*words), GFP_KERNEL);
	n = fill_vectors(image, s, words, strings, random, execfn);
	image->sp = (strings - n * sizeof(*words)) & ~15UL;
	deterministic_random(seed, sizeof(seed));
	err = image->sp < USER_STACK_TOP - STACK_POPULATED ?
		      vma_populate(vma_lookup(mm, image->sp), image->sp & PAGE_MASK, USER_STACK_TOP) : 0;
	if (!err)
		err = mm_write(mm, execfn, image->path, strlen(image->path) + 1);
	if (!err)
		err = mm_write(mm, random, seed, sizeof(seed));
	if (!err)
		err = mm_write(mm, strings, s->buf, s->used);
	if (!err)
		err = mm_write(mm, image->sp, words, n * sizeof(*words));
	kfree(words);
	mm->arg_start = strings;
	mm->env_end = strings + s->used;
	mm->start_stack = image->sp;
	return err;
}

/* The other threads of the process end; this one waits for that. */
static int de_thread(void)
{
	struct signal_struct *sig = current->signal;
	struct task_struct *t;

	if (sig->nr_threads == 1)
		return 0;
	/* A thread other than the first would have to take over the first one's pid. */
	if (!thread_group_leader(current))
		return -EBUSY;
	spin_lock_irq(&current->sighand->siglock);
	if (sig->flags & SIGNAL_GROUP_EXIT) {
		spin_unlock_irq(&current->sighand->siglock);
		return -EAGAIN;
	}
	sig->group_exec_task = current;
	for_each_thread(current, t) {
		if (t == current)
			continue;
		sigaddset(&t->pending.signal, SIGKILL);
		signal_wake_up(t, true);
	}
	while (sig->nr_threads > 1) {
		__set_current_state(TASK_UNINTERRUPTIBLE);
		spin_unlock_irq(&current->sighand->siglock);
		schedule();
		spin_lock_irq(&current->sighand->siglock);
	}
	sig->group_exec_task = NULL;
	spin_unlock_irq(&current->sighand->siglock);
	return 0;
}

/* From here on there is no way back to the old program. */
static void begin_new_exec(struct exec_image *image)
{
	const char *name = strrchr(image->path, '/');
	struct files_struct *files = current->files;

	if (current->clear_child_tid)
		current->clear_child_tid = NULL;
	exec_mmap(image->mm);
	if (current->vfork_done) {
		complete(current->vfork_done);
		current->vfork_done = NULL;
	}
	if (atomic_read(&files->count) > 1) {
		current->files = dup_fd(files);
		put_files_struct(files);
	}
	do_close_on_exec(current->files);
	if (refcount_read(&current->sighand->count) > 1) {
		struct sighand_struct *shared = current->sighand;

		current->sighand = alloc_sighand_struct(shared);
		put_sighand_struct(shared);
	}
	flush_signal_handlers(current);
	current->sas_ss_sp = 0;
	current->sas_ss_size = 0;
	current->robust_list = NULL;
	current->flags &= ~(PF_FORKNOEXEC | PF_KTHREAD);
	set_task_comm(current, name ? name + 1 : image->path);
}

static void set_user_registers(struct exec_image *image)
{
	struct pt_regs *regs = task_pt_regs(current);

	memset(regs, 0, sizeof(*regs));
	regs->status = SR_SPIE | SR_UXL_64;
	regs->cause = EXC_SYSCALL;
	regs->epc = image->base + image->header.e_entry;
	regs->sp = image->sp;
}

static int load_image(struct exec_image *image, const struct exec_strings *s)
{
	int err = read_image(image);

	if (err)
		return err;
	image->mm = mm_alloc();
	if (!image->mm)
		return -ENOMEM;
	err = map_segments(image);
	if (!err)
		err = map_stack_and_vdso(image->mm);
	if (!err)
		err = build_stack(image, s);
	if (!err)
		err = de_thread();
	if (err) {
		mmput(image->mm);
		return err;
	}
	image->mm->exe_file = get_file(image->file);
	begin_new_exec(image);
	set_user_registers(image);
	return 0;
}

int do_execve_file(const char *path, const char *const *argv, const char *const *envp, bool user)
{
	struct exec_image *image = kzalloc(sizeof(*image), GFP_KERNEL);
	struct exec_strings s = { .buf = kvmalloc(ARG_BYTES_MAX, GFP_KERNEL) };
	int ret;

	image->path = path;
	ret = s.argc = add_strings(&s, argv, user);
	if (ret >= 0)
		ret = s.envc = add_strings(&s, envp, user);
	if (ret >= 0) {
		image->file = filp_open(path, O_RDONLY, 0);
		ret = IS_ERR(image->file) ? PTR_ERR(image->file) : load_image(image, &s);
		if (!IS_ERR(image->file))
			fput(image->file);
	}
	kvfree(s.buf);
	kfree(image);
	return ret;
}

SYSCALL_DEFINE3(execve, const char __user *, filename, const char __user *const __user *, argv,
		const char __user *const __user *, envp)
{
	char *path = getname(filename);
	int ret;

	if (IS_ERR(path))
		return PTR_ERR(path);
	ret = do_execve_file(path, (const char *const *)argv, (const char *const *)envp, true);
	kfree(path);
	return ret;
}

static void open_console(void)
{
	struct file *file = filp_open("/dev/console", O_RDWR, 0);
	int i;

	if (IS_ERR(file)) {
		pr_warn("Warning: unable to open an initial console.\n");
		return;
	}
	for (i = 0; i < 3; i++)
		fd_install(get_unused_fd_flags(0), get_file(file));
	fput(file);
}

/* -ENOENT when the image holds no archive at all: a kernel that runs alone. */
int kernel_execve_init(void)
{
	static const char *const argv[] = { "/init", NULL };
	static const char *const envp[] = { "HOME=/", "TERM=linux", "PATH=/bin", NULL };
	int err;

	if (!initramfs_present())
		return -ENOENT;
	if (!current->files)
		current->files = alloc_files_struct();
	open_console();
	current->signal->flags |= SIGNAL_UNKILLABLE;
	current->signal->session = 1;
	current->signal->pgrp = 1;
	err = do_execve_file("/init", argv, envp, false);
	if (err)
		panic("No working init found: /init of the initial archive gave error %d", err);
	return 0;
}
