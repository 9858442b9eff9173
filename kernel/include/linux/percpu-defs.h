/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_PERCPU_DEFS_H
#define _LINUX_PERCPU_DEFS_H

/* One hart: a per-CPU variable is a variable. */
#define DECLARE_PER_CPU(type, name)	extern typeof(type) name
#define DEFINE_PER_CPU(type, name)	typeof(type) name
#define DEFINE_PER_CPU_ALIGNED(type, name) typeof(type) name
#define DECLARE_PER_CPU_ALIGNED(type, name) extern typeof(type) name
#define per_cpu_ptr(ptr, cpu)		((void)(cpu), (ptr))
#define per_cpu(var, cpu)		(*per_cpu_ptr(&(var), cpu))
#define this_cpu_ptr(ptr)		(ptr)
#define raw_cpu_ptr(ptr)		(ptr)
#define this_cpu_read(var)		READ_ONCE(var)
#define this_cpu_write(var, val)	WRITE_ONCE(var, val)
#define this_cpu_inc(var)		((void)(var)++)
#define this_cpu_dec(var)		((void)(var)--)
#define this_cpu_add(var, val)		((void)((var) += (val)))
#define __this_cpu_read(var)		(var)
#define __this_cpu_write(var, val)	((var) = (val))
#define get_cpu_var(var)		(*({ preempt_disable(); &(var); }))
#define put_cpu_var(var)		preempt_enable()

#endif
