// SPDX-License-Identifier: GPL-2.0
/* From the first virtual address to the first user program. */
#include <linux/completion.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/process_hooks.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/workqueue.h>
#include "core.h"

extern initcall_entry_t __initcall_start[], __initcall_end[];

unsigned long boot_cpu_hartid;
char *saved_command_line = "";
static DECLARE_COMPLETION(kthreadd_done);
const struct cpumask __cpu_online_mask = { .bits = { 1 } };

static void memory_init(void)
{
	struct fdt_reg ram;
	phys_addr_t image_end = kernel_map.phys_addr + kernel_map.size;

	if (!fdt_find_memory(&ram))
		panic("the device tree has no memory node");
	if (kernel_map.phys_addr < ram.base || image_end > ram.base + ram.size)
		panic("the image is not inside the memory of the device tree");
	paging_init(ram.base, ram.size);
	/* What lies before the image stays unused: the loader may have put something there. */
	mem_init(image_end, ram.base + ram.size);
	kmem_cache_init();
}

static void do_initcalls(void)
{
	for (initcall_entry_t *call = __initcall_start; call < __initcall_end; call++) {
		(*call)();
		if (preempt_count()) {
			WARN(1, "initcall %ps returned with preemption imbalance\n", *call);
			current_thread_info()->preempt_count = 0;
		}
	}
}

/* pid 1. Returning 0 goes on to user mode. */
static int kernel_init(void *unused)
{
	int ret;

	wait_for_completion(&kthreadd_done);
	workqueue_init();
	system_state = SYSTEM_SCHEDULING;
	do_initcalls();
	system_state = SYSTEM_RUNNING;
	ret = kernel_execve_init();
	if (ret)
		panic("No working init found (%pe).", ERR_PTR(ret));
	return 0;
}

static void __noreturn rest_init(void)
{
	pid_t pid;

	user_mode_thread(kernel_init, NULL, CLONE_FS);
	pid = kernel_thread(kthreadd, NULL, "kthreadd", CLONE_FS | CLONE_FILES);
	kthreadd_task = find_task_by_vpid(pid);
	set_task_comm(find_task_by_vpid(1), "init");
	complete(&kthreadd_done);
	cpu_idle();
}

/* Called by head.S with translation on and interrupts off. */
void __noreturn start_kernel(unsigned long hartid)
{
	boot_cpu_hartid = hartid;
	early_fdt_init();
	memory_init();
	time_init();
	uart_init();
	if (fdt_bootargs())
		saved_command_line = (char *)fdt_bootargs();
	pr_info("Booting on hart %lu: image at %pa, %lu KiB of RAM at %pa\n", hartid, &(phys_addr_t){ kernel_map.phys_addr },
		(max_low_pfn - ARCH_PFN_OFFSET) * (PAGE_SIZE / 1024), &phys_ram_base);
	sched_init();
	softirq_init();
	timers_init();
	rcu_init();
	init_IRQ();
	uart_request_irq();
	fork_init();
	local_irq_enable();
	rest_init();
}
