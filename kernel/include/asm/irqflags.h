/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_IRQFLAGS_H
#define _ASM_IRQFLAGS_H

#include <asm/csr.h>

#define arch_local_save_flags()		csr_read(CSR_STATUS)
#define arch_local_irq_enable()		csr_set(CSR_STATUS, SR_SIE)
#define arch_local_irq_disable()	csr_clear(CSR_STATUS, SR_SIE)
#define arch_local_irq_save()		csr_read_clear(CSR_STATUS, SR_SIE)
#define arch_local_irq_restore(flags)	csr_set(CSR_STATUS, (flags) & SR_SIE)

#endif
