// SPDX-License-Identifier: Apache-2.0
/* Writes every value of the configurations that were compiled in as a 64-bit word; see the same walk in dump.ts. */
#include <config.h>

#define MAX_WORDS (1ul << 20)

uint64_t dump_count;
uint64_t dump_words[MAX_WORDS];

extern struct config *const dump_configs[];
extern const uint64_t dump_config_count;

static void word(uint64_t value)
{
	if (dump_count < MAX_WORDS)
		dump_words[dump_count++] = value;
}

static void interrupts(uint64_t count, const irqid_t *list)
{
	word(count);
	for (uint64_t i = 0; i < count; i++)
		word(list[i]);
}

static void platform(const struct vm_platform *p)
{
	word(p->cpu_num);
	word(p->arch.irqc.plic.base);
	word(p->region_num);
	for (uint64_t i = 0; i < p->region_num; i++) {
		word(p->regions[i].base);
		word(p->regions[i].size);
		word(p->regions[i].colors);
		word(p->regions[i].place_phys);
		word(p->regions[i].phys);
	}
	word(p->ipc_num);
	for (uint64_t i = 0; i < p->ipc_num; i++) {
		word(p->ipcs[i].base);
		word(p->ipcs[i].size);
		word(p->ipcs[i].shmem_id);
		interrupts(p->ipcs[i].interrupt_num, p->ipcs[i].interrupts);
	}
	word(p->dev_num);
	for (uint64_t i = 0; i < p->dev_num; i++) {
		word(p->devs[i].pa);
		word(p->devs[i].va);
		word(p->devs[i].size);
		interrupts(p->devs[i].interrupt_num, p->devs[i].interrupts);
		word(p->devs[i].id);
	}
	word(p->remio_dev_num);
	for (uint64_t i = 0; i < p->remio_dev_num; i++) {
		const struct remio_dev *remio = &p->remio_devs[i];

		word(remio->va);
		word(remio->size);
		word(remio->interrupt);
		word(remio->bind_key);
		word((uint64_t)remio->type);
		word(remio->shmem.base);
		word(remio->shmem.size);
		word(remio->shmem.shmem_id);
	}
}

static void dump(const struct config *config)
{
	word(config->shmemlist_size);
	for (uint64_t i = 0; i < config->shmemlist_size; i++) {
		word(config->shmemlist[i].size);
		word(config->shmemlist[i].colors);
		word(config->shmemlist[i].place_phys);
		word(config->shmemlist[i].phys);
	}
	word(config->vmlist_size);
	for (uint64_t i = 0; i < config->vmlist_size; i++) {
		const struct vm_config *vm = &config->vmlist[i];

		word(vm->image.base_addr);
		word(vm->image.load_addr);
		word(vm->image.size);
		word(vm->image.separately_loaded);
		word(vm->image.inplace);
		word(vm->entry);
		word(vm->cpu_affinity);
		word(vm->colors);
		platform(&vm->platform);
	}
}

void guest_main(void)
{
	for (uint64_t i = 0; i < dump_config_count; i++)
		dump(dump_configs[i]);
}
