/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_COMPILER_TYPES_H
#define _LINUX_COMPILER_TYPES_H

#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __bitwise
#define __must_hold(x)
#define __acquires(x)
#define __releases(x)
#define __acquire(x)	((void)0)
#define __release(x)	((void)0)
#define __chk_user_ptr(x)	((void)0)
#define __private
#define __nocast
#define __safe
#define noderef

#undef inline
#undef __inline
#undef __inline__
#define __always_inline		inline __attribute__((__always_inline__))
#define noinline		__attribute__((__noinline__))
#define __noreturn		__attribute__((__noreturn__))
#define __packed		__attribute__((__packed__))
#define __aligned(x)		__attribute__((__aligned__(x)))
#define __section(s)		__attribute__((__section__(s)))
#define __used			__attribute__((__used__))
#define __unused		__attribute__((__unused__))
#define __maybe_unused		__attribute__((__unused__))
#define __always_unused		__attribute__((__unused__))
#define __must_check		__attribute__((__warn_unused_result__))
#define __weak			__attribute__((__weak__))
#define __alias(symbol)		__attribute__((__alias__(#symbol)))
#define __pure			__attribute__((__pure__))
#define __attribute_const__	__attribute__((__const__))
#define __cold			__attribute__((__cold__))
#define __malloc		__attribute__((__malloc__))
#define __printf(a, b)		__attribute__((__format__(printf, a, b)))
#define __scanf(a, b)		__attribute__((__format__(scanf, a, b)))
#define __cleanup(func)		__attribute__((__cleanup__(func)))
#define __no_sanitize_address
#define __nocfi
#define noinstr			noinline
#define notrace
#define __visible
#define asmlinkage
#define __latent_entropy
#define __randomize_layout
#define __counted_by(member)
#define __designated_init	__attribute__((__designated_init__))
#define __nonstring
#define fallthrough		__attribute__((__fallthrough__))
#define asm_volatile_goto(x...)	asm goto(x)
#define __same_type(a, b)	__builtin_types_compatible_p(typeof(a), typeof(b))
#define __compiletime_assert(cond, msg)	_Static_assert(cond, msg)

#endif
