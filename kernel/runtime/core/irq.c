// SPDX-License-Identifier: GPL-2.0
/* Interrupt numbers, their descriptors and handlers. */
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include "core.h"

struct irq_desc irq_desc[NR_IRQS];
struct irq_domain *irq_default_domain;
/* Number 0 means "none". */
static unsigned int next_virq = 1;

struct irq_desc *irq_to_desc(unsigned int irq)
{
	return irq && irq < next_virq ? &irq_desc[irq] : NULL;
}

struct irq_data *irq_get_irq_data(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc ? &desc->irq_data : NULL;
}

static void init_desc(unsigned int virq, struct irq_domain *domain, irq_hw_number_t hwirq)
{
	struct irq_desc *desc = &irq_desc[virq];

	raw_spin_lock_init(&desc->lock);
	mutex_init(&desc->request_mutex);
	init_waitqueue_head(&desc->wait_for_threads);
	desc->irq_data = (struct irq_data) {
		.irq = virq, .hwirq = hwirq, .chip = domain->chip, .domain = domain, .chip_data = domain->host_data,
	};
	desc->handle_irq = handle_fasteoi_irq;
	/* Disabled until somebody requests it. */
	desc->depth = 1;
}

unsigned int irq_create_mapping(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	if (!domain)
		domain = irq_default_domain;
	if (!domain || !hwirq || hwirq > domain->hwirq_max)
		return 0;
	if (!domain->revmap[hwirq]) {
		if (next_virq == NR_IRQS)
			return 0;
		init_desc(next_virq, domain, hwirq);
		domain->revmap[hwirq] = next_virq++;
	}
	return domain->revmap[hwirq];
}

unsigned int irq_find_mapping(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	if (!domain)
		domain = irq_default_domain;
	return domain && hwirq <= domain->hwirq_max ? domain->revmap[hwirq] : 0;
}

/* Numbers are not given out twice: a driver that comes back gets its old one. */
void irq_dispose_mapping(unsigned int virq)
{
}

static void __disable_irq(struct irq_desc *desc)
{
	if (!desc->depth++)
		desc->irq_data.chip->irq_disable(&desc->irq_data);
}

/* The line of a one-shot interrupt stays off until the thread is done, lest a level that only the thread clears storms. */
static void wake_handler_thread(struct irq_desc *desc, struct irqaction *action)
{
	if (action->flags & IRQF_ONESHOT) {
		raw_spin_lock(&desc->lock);
		__disable_irq(desc);
		raw_spin_unlock(&desc->lock);
	}
	atomic_inc(&desc->threads_active);
	set_bit(0, &action->thread_flags);
	wake_up_process(action->thread);
}

static irqreturn_t handle_irq_event(struct irq_desc *desc)
{
	irqreturn_t all = IRQ_NONE;

	for (struct irqaction *action = desc->action; action; action = action->next) {
		irqreturn_t ret = action->handler(action->irq, action->dev_id);

		if (ret == IRQ_WAKE_THREAD)
			wake_handler_thread(desc, action);
		all |= ret;
	}
	return all;
}

static void note_unhandled(struct irq_desc *desc)
{
	/* As Linux does with a line that nobody answers for. */
	if (++desc->irqs_unhandled < 100000)
		return;
	pr_err("irq %u: nobody cared, disabling it\n", desc->irq_data.irq);
	desc->irq_data.chip->irq_disable(&desc->irq_data);
	desc->irqs_unhandled = 0;
}

/* For controllers that only need to be told when the handling is over. */
void handle_fasteoi_irq(struct irq_desc *desc)
{
	irqreturn_t ret = IRQ_NONE;

	raw_spin_lock(&desc->lock);
	desc->tot_count++;
	if (desc->action && !desc->depth) {
		desc->in_progress = true;
		raw_spin_unlock(&desc->lock);
		ret = handle_irq_event(desc);
		raw_spin_lock(&desc->lock);
		desc->in_progress = false;
	}
	if (ret == IRQ_NONE)
		note_unhandled(desc);
	desc->irq_data.chip->irq_eoi(&desc->irq_data);
	raw_spin_unlock(&desc->lock);
}

int generic_handle_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return -EINVAL;
	desc->handle_irq(desc);
	return 0;
}

int generic_handle_domain_irq(struct irq_domain *domain, unsigned int hwirq)
{
	return generic_handle_irq(irq_find_mapping(domain, hwirq));
}

void synchronize_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return;
	while (READ_ONCE(desc->in_progress))
		cpu_relax();
	wait_event(desc->wait_for_threads, !atomic_read(&desc->threads_active));
}

void disable_irq_nosync(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	__disable_irq(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

void disable_irq(unsigned int irq)
{
	might_sleep();
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}

void enable_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	if (WARN(!desc->depth, "Unbalanced enable for IRQ %d\n", irq)) {
		raw_spin_unlock_irqrestore(&desc->lock, flags);
		return;
	}
	if (!--desc->depth)
		desc->irq_data.chip->irq_enable(&desc->irq_data);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

int irq_set_irq_wake(unsigned int irq, unsigned int on)
{
	return 0;
}

static irqreturn_t only_wake_thread(int irq, void *dev_id)
{
	return IRQ_WAKE_THREAD;
}

static int irq_thread(void *data)
{
	struct irqaction *action = data;
	struct irq_desc *desc = irq_to_desc(action->irq);

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (test_and_clear_bit(0, &action->thread_flags)) {
			__set_current_state(TASK_RUNNING);
			action->thread_fn(action->irq, action->dev_id);
			if (action->flags & IRQF_ONESHOT)
				enable_irq(action->irq);
			if (atomic_dec_and_test(&desc->threads_active))
				wake_up(&desc->wait_for_threads);
			continue;
		}
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int start_irq_thread(struct irqaction *action)
{
	struct task_struct *thread = kthread_create(irq_thread, action, "irq/%d-%s", action->irq, action->name);

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	sched_set_fifo(thread);
	action->thread = get_task_struct(thread);
	wake_up_process(thread);
	return 0;
}

static bool can_share(const struct irqaction *old, const struct irqaction *new)
{
	return old->flags & new->flags & IRQF_SHARED;
}

static int install_action(struct irq_desc *desc, struct irqaction *action)
{
	struct irqaction **link = &desc->action;
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	if (*link && !can_share(*link, action)) {
		raw_spin_unlock_irqrestore(&desc->lock, flags);
		pr_err("genirq: Flags mismatch irq %u. %08x (%s) vs. %08x (%s)\n", action->irq, action->flags, action->name,
		       desc->action->flags, desc->action->name);
		return -EBUSY;
	}
	while (*link)
		link = &(*link)->next;
	*link = action;
	if (desc->action == action && !(action->flags & IRQF_NO_AUTOEN)) {
		desc->depth = 0;
		desc->irq_data.chip->irq_enable(&desc->irq_data);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return 0;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn, unsigned long irqflags,
			 const char *name, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action;
	int ret = 0;

	if (irq == IRQ_NOTCONNECTED)
		return -ENOTCONN;
	if (!desc || (irqflags & IRQF_SHARED && !dev_id) || (!handler && !thread_fn))
		return -EINVAL;
	if (!handler && !(irqflags & IRQF_ONESHOT)) {
		pr_err("genirq: Threaded irq requested with handler=NULL and !ONESHOT for %s (irq %u)\n", name, irq);
		return -EINVAL;
	}
	action = kzalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	*action = (struct irqaction) { .handler = handler ?: only_wake_thread, .thread_fn = thread_fn, .flags = irqflags, .name = name,
				       .dev_id = dev_id, .irq = irq };
	if (thread_fn)
		ret = start_irq_thread(action);
	if (ret) {
		kfree(action);
		return ret;
	}
	mutex_lock(&desc->request_mutex);
	ret = install_action(desc, action);
	mutex_unlock(&desc->request_mutex);
	if (ret) {
		if (action->thread)
			kthread_stop_put(action->thread);
		kfree(action);
	}
	return ret;
}

static struct irqaction *remove_action(struct irq_desc *desc, void *dev_id)
{
	struct irqaction **link = &desc->action, *action;
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	while (*link && (*link)->dev_id != dev_id)
		link = &(*link)->next;
	action = *link;
	if (action)
		*link = action->next;
	if (action && !desc->action) {
		desc->depth = 1;
		desc->irq_data.chip->irq_disable(&desc->irq_data);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return action;
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action;
	const char *name;

	if (!desc)
		return NULL;
	mutex_lock(&desc->request_mutex);
	action = remove_action(desc, dev_id);
	if (WARN(!action, "Trying to free already-free IRQ %d\n", irq)) {
		mutex_unlock(&desc->request_mutex);
		return NULL;
	}
	synchronize_irq(irq);
	if (action->thread)
		kthread_stop_put(action->thread);
	mutex_unlock(&desc->request_mutex);
	name = action->name;
	kfree(action);
	return name;
}

void init_IRQ(void)
{
	plic_init();
	csr_set(CSR_IE, IE_EIE | IE_TIE | IE_SIE);
}
