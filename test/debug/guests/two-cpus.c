// SPDX-License-Identifier: Apache-2.0
/*
 * Two vCPUs with a kernel's tasks on them, as Linux keeps them: what a debugger sees of a kernel that uses several CPUs.
 * The kernel counts its CPUs the other way round than the hypervisor its vCPUs.
 */
typedef unsigned long u64;

struct list_head {
	struct list_head *next, *prev;
};
struct thread_info {
	u64 flags;
	int preempt_count;
	int cpu;
};
struct thread_struct {
	u64 ra, sp, s[12];
};
struct signal_struct {
	struct list_head thread_head;
};
struct task_struct {
	struct thread_info thread_info;
	unsigned int __state;
	unsigned int flags;
	int on_cpu;
	struct list_head tasks;
	struct list_head thread_node;
	void *mm;
	int exit_state;
	int pid, tgid;
	u64 start_time;
	char comm[16];
	struct signal_struct *signal;
	struct thread_struct thread;
};

#define PF_IDLE 0x2
#define PF_KTHREAD 0x200000
#define TASK_INTERRUPTIBLE 1
#define HSM 0x48534d
#define PAGE_LEAF 0xcf
#define GIGABYTE 0x40000000ul

struct task_struct init_task = { .flags = PF_IDLE | PF_KTHREAD, .comm = "swapper/0" };
/* On no list, as those of all CPUs but the first. */
struct task_struct second_idle = { .flags = PF_IDLE | PF_KTHREAD, .comm = "swapper/1" };
struct task_struct even, odd, sleeper;
static struct signal_struct signals[3];
static u64 page_table[512] __attribute__((aligned(4096)));
static char stacks[3][4096] __attribute__((aligned(16)));
static volatile int arrived;

/* Breakpoints. */
__attribute__((noinline)) void both_run(void)
{
	asm volatile("");
}

__attribute__((noinline)) void in_program(void)
{
	asm volatile("");
}

__attribute__((noinline)) void idles(void)
{
	asm volatile("");
}

static void add(struct list_head *entry, struct list_head *head)
{
	entry->prev = head->prev;
	entry->next = head;
	head->prev->next = entry;
	head->prev = entry;
}

static void make(struct task_struct *task, int number, const char *name, int cpu)
{
	struct signal_struct *signal = &signals[number];

	for (int i = 0; name[i]; i++)
		task->comm[i] = name[i];
	task->pid = task->tgid = number + 10;
	task->start_time = number + 1;
	task->flags = PF_KTHREAD;
	task->thread_info.cpu = cpu;
	task->signal = signal;
	signal->thread_head.next = signal->thread_head.prev = &signal->thread_head;
	add(&task->thread_node, &signal->thread_head);
	add(&task->tasks, &init_task.tasks);
}

static void *current_task(void)
{
	void *task;

	asm volatile("mv %0, tp" : "=r"(task));
	return task;
}

static void become(struct task_struct *task)
{
	task->on_cpu = 1;
	asm volatile("mv tp, %0" ::"r"(task));
}

static void translate(void)
{
	asm volatile("csrw satp, %0\n\tsfence.vma" ::"r"(8ul << 60 | (u64)page_table >> 12) : "memory");
}

/* Where the sleeping task goes on. */
__attribute__((noinline)) void wakes_up(void)
{
	idles();
}

static void second(void)
{
	translate();
	become(&even);
	arrived = 1;
	while (arrived < 2)
		;
	/* In a program: tp is its own, and sscratch has the task. */
	asm volatile("csrw sscratch, tp\n\tli tp, 42");
	in_program();
	asm volatile("csrw sscratch, zero\n\tmv tp, %0" ::"r"(&second_idle));
	even.on_cpu = 0;
	second_idle.on_cpu = 1;
	idles();
	for (;;)
		asm volatile("wfi");
}

asm(".globl second_start\nsecond_start:\n\tla sp, stacks + 2 * 4096\n\tcall second_entry\n");
void second_start(void);

__attribute__((used)) void second_entry(void)
{
	second();
}

static void start_second(void)
{
	register u64 a0 asm("a0") = 1;
	register u64 a1 asm("a1") = (u64)second_start;
	register u64 a2 asm("a2") = 0;
	register u64 a6 asm("a6") = 0;
	register u64 a7 asm("a7") = HSM;

	asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
}

void guest_main(void)
{
	for (u64 i = 0; i < 4; i++)
		page_table[i] = i * GIGABYTE >> 2 | PAGE_LEAF;
	init_task.tasks.next = init_task.tasks.prev = &init_task.tasks;
	make(&even, 0, "even", 0);
	make(&odd, 1, "odd", 1);
	make(&sleeper, 2, "sleeper", 1);
	sleeper.__state = TASK_INTERRUPTIBLE;
	sleeper.thread.ra = (u64)wakes_up;
	sleeper.thread.sp = (u64)stacks[1];
	translate();
	become(&odd);
	start_second();
	while (!arrived)
		;
	if (current_task() == &odd)
		both_run();
	arrived = 2;
	for (;;)
		asm volatile("wfi");
}
