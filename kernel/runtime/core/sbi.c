// SPDX-License-Identifier: GPL-2.0
/* Calls into the firmware or hypervisor below (RISC-V SBI Specification 2.0). */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <asm/sbi.h>

struct sbiret __sbi_ecall(unsigned long arg0, unsigned long arg1, unsigned long arg2, unsigned long arg3,
			  unsigned long arg4, unsigned long arg5, int fid, int ext)
{
	register unsigned long a0 asm("a0") = arg0;
	register unsigned long a1 asm("a1") = arg1;
	register unsigned long a2 asm("a2") = arg2;
	register unsigned long a3 asm("a3") = arg3;
	register unsigned long a4 asm("a4") = arg4;
	register unsigned long a5 asm("a5") = arg5;
	register unsigned long a6 asm("a6") = (unsigned long)fid;
	register unsigned long a7 asm("a7") = (unsigned long)ext;

	asm volatile("ecall"
		     : "+r"(a0), "+r"(a1)
		     : "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6), "r"(a7)
		     : "memory");
	return (struct sbiret) { .error = a0, .value = a1 };
}

/* In ticks of the time CSR; all ones never fires. Also takes back a timer interrupt that is pending. */
void sbi_set_timer(u64 stime_value)
{
	sbi_ecall(SBI_EXT_TIME, SBI_EXT_TIME_SET_TIMER, stime_value, 0, 0, 0, 0, 0);
}

long sbi_probe_extension(int ext)
{
	struct sbiret ret = sbi_ecall(SBI_EXT_BASE, SBI_EXT_BASE_PROBE_EXT, ext, 0, 0, 0, 0, 0);

	return ret.error ? 0 : ret.value;
}

void sbi_shutdown(void)
{
	sbi_ecall(SBI_EXT_SRST, SBI_EXT_SRST_RESET, SBI_SRST_RESET_TYPE_SHUTDOWN, 0, 0, 0, 0, 0);
}

int sbi_err_map_linux_errno(int err)
{
	switch (err) {
	case SBI_SUCCESS: return 0;
	case SBI_ERR_DENIED: return -EPERM;
	case SBI_ERR_INVALID_PARAM: return -EINVAL;
	case SBI_ERR_INVALID_ADDRESS: return -EFAULT;
	default: return -ENOTSUPP;
	}
}
