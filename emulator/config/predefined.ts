// SPDX-License-Identifier: Apache-2.0
/**
 * What a configuration gets from the hypervisor's headers, which the reader does not see: the macros of Bao's config.h
 * and util.h, in words of the reader's own. The __bao_ names are known to the parser.
 */

import { SourceText } from './source';

/** Macros a configuration may use; it may also define them itself. */
export const PREDEFINED_MACROS = new SourceText(
  'bao/config.h',
  `
#define STR(text) #text
#define XSTR(text) STR(text)
#define CONFIG_HEADER
#define VM_IMAGE(name, path) __bao_image(#name, XSTR(path))
#define VM_IMAGE_OFFSET(name) __bao_image_offset(#name)
#define VM_IMAGE_SIZE(name) __bao_image_size(#name)
#define VM_IMAGE_BUILTIN(name, base) { .base_addr = base, .load_addr = VM_IMAGE_OFFSET(name), .size = VM_IMAGE_SIZE(name), .separately_loaded = false, }
#define VM_IMAGE_LOADED(base, load, bytes) { .base_addr = base, .load_addr = load, .size = bytes, .separately_loaded = true, }
#define true 1
#define false 0
#define NULL ((void *)0)
#define PAGE_SIZE (0x1000)
#define ALIGN(value, to) ((((value) + (to) - 1) / (to)) * (to))
#define ALIGN_FLOOR(value, to) ((value) & ~((to) - 1))
#define NUM_PAGES(bytes) (ALIGN(bytes, PAGE_SIZE) / PAGE_SIZE)
#define max(one, other) (((one) > (other)) ? (one) : (other))
#define min(one, other) (((one) < (other)) ? (one) : (other))
#define INT32_C(value) value
#define UINT32_C(value) value ## U
#define INT64_C(value) value ## L
#define UINT64_C(value) value ## UL
#define UINT32_MAX 0xffffffffU
#define UINT64_MAX 0xffffffffffffffffUL
#define SIZE_MAX 0xffffffffffffffffUL
#define ULONG_MAX 0xffffffffffffffffUL
`,
  true,
);

/** Enumeration constants of the hypervisor's headers. */
export const PREDEFINED_CONSTANTS: ReadonlyMap<string, bigint> = new Map([
  ['REMIO_DEV_FRONTEND', 0n],
  ['REMIO_DEV_BACKEND', 1n],
]);
