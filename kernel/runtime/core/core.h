/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _RUNTIME_CORE_H
#define _RUNTIME_CORE_H

/* What the files of the core share among themselves and no driver needs. */

#include <linux/sched.h>
#include <asm/ptrace.h>

struct hrtimer;
struct worker;

/* Bounds of the image, from kernel.lds. */
extern char _start_image[], _stext[], _etext[], __start_rodata[], __end_rodata[], _end[];
/* The flattened device tree in the image. */
extern char __dtb_start[];

/* early-map.c, mmu.c */
unsigned long setup_vm(unsigned long load_address);
void paging_init(phys_addr_t ram_base, phys_addr_t ram_size);

/* fdt.c: what the boot code must know before there is memory for a tree of nodes. */
extern void *initial_boot_params;
struct fdt_reg {
	u64 base;
	u64 size;
};
struct fdt_plic {
	struct fdt_reg reg;
	u32 sources;
	/* The context that interrupts this hart's S-mode. */
	u32 context;
};
struct fdt_uart {
	struct fdt_reg reg;
	u32 reg_shift;
	u32 io_width;
	u32 interrupt;
};
bool fdt_find_memory(struct fdt_reg *memory);
bool fdt_find_plic(unsigned long hartid, struct fdt_plic *plic);
bool fdt_find_uart(struct fdt_uart *uart);
u32 fdt_timebase_frequency(void);
const char *fdt_bootargs(void);
void early_fdt_init(void);

/* page-alloc.c */
void mem_init(phys_addr_t first_free, phys_addr_t ram_end);

/* uart.c, printk.c */
void uart_init(void);
void uart_write(const char *s, size_t count);
void uart_request_irq(void);
int uart_getc(void);
void uart_enable_rx_irq(void);
extern unsigned int uart_irq;
void console_ready(void);
void bust_spinlocks(void);

/* traps.c, oops.c */
void do_irq(struct pt_regs *regs);
void do_trap(struct pt_regs *regs);
void exit_to_user_mode(struct pt_regs *regs);
void die(struct pt_regs *regs, const char *str);
void show_regs(struct pt_regs *regs);
void walk_stackframe(unsigned long fp, unsigned long pc);

/* sched.c */
void sched_init(void);
void sched_fork(struct task_struct *p);
asmlinkage void schedule_tail(struct task_struct *prev);
void preempt_schedule_irq(void);
void __noreturn cpu_idle(void);

/* fork.c, exit.c */
void fork_init(void);
struct task_struct *dup_task_struct(struct task_struct *orig, int node);
void free_task_stack(struct task_struct *task);
void free_pid_number(pid_t nr);

/* timers */
void time_init(void);
void hrtimer_interrupt(void);
void timers_init(void);

/* interrupts */
void plic_init(void);
void plic_handle_irq(void);
void softirq_init(void);
void rcu_init(void);

/* workqueue.c, for the scheduler. */
void wq_worker_sleeping(struct task_struct *task);
void wq_worker_running(struct task_struct *task);

/* vmap.c */
void vmalloc_init(void);

#endif
