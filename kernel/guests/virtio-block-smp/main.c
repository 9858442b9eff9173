// SPDX-License-Identifier: GPL-2.0
/*
 * A frontend with a virtio block device and two vCPUs that both use it at the same time, each on its own half of the
 * disk.
 *
 * Options in bootargs: delay=<milliseconds before the first access to the device>, sectors=<how many each vCPU uses>.
 */

#include "../lib/disk-check.h"
#include "../lib/options.h"
#include "../lib/print.h"
#include "../lib/sbi.h"

#define VCPUS 2

/* In start.S. */
void secondary_start(void);

static struct block_device disk;
static u64 sectors_each;
static u32 finished;

static void use_disk(void)
{
	u64 vcpu = this_vcpu();
	u64 first = vcpu * (disk.sectors / VCPUS);
	u64 good = 0;

	for (u64 i = 0; i < sectors_each; i++)
		good += disk_check_pattern(&disk, first + i) && disk_check_write(&disk, first + i);
	print("vCPU %lu: %lu of %lu sectors correct\n", vcpu, good, sectors_each);
	__atomic_fetch_add(&finished, 1, __ATOMIC_RELEASE);
}

static void secondary_main(void)
{
	interrupts_enable_vcpu();
	use_disk();
	sbi_send_ipi(1);
}

static bool all_finished(void *context)
{
	return __atomic_load_n(&finished, __ATOMIC_ACQUIRE) == VCPUS;
}

void guest_main(void)
{
	s64 error;

	print_init();
	if (!fdt_present() || !interrupts_init()) {
		print("the device tree has no interrupt controller\n");
		return;
	}
	interrupts_enable_vcpu();
	sleep_milliseconds(boot_option("delay", 0));
	if (!block_init(&disk, 0))
		return;
	print("virtio block device at %lx, interrupt %u, %lu sectors\n", disk.virtio.base, disk.virtio.interrupt,
	      disk.sectors);
	sectors_each = boot_option("sectors", 4);
	if (sectors_each > disk.sectors / VCPUS)
		sectors_each = disk.sectors / VCPUS;

	error = sbi_hart_start(1, (u64)secondary_start, (u64)secondary_main);
	if (error) {
		print("the second vCPU does not start: SBI error %ld\n", error);
		return;
	}
	use_disk();
	wait_until(all_finished, NULL);
	print("both vCPUs finished\n");
}
