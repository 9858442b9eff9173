// SPDX-License-Identifier: Apache-2.0
/**
 * Names of SBI extensions, functions, arguments and errors (RISC-V SBI specification 2.0). Bao serves base, time, IPI,
 * remote fences and hart states; a guest may call the others all the same, and is told that they do not exist.
 */

interface SbiFunction {
  readonly name: string;
  readonly arguments: readonly string[];
}

interface SbiExtension {
  readonly name: string;
  readonly functions: readonly SbiFunction[];
}

const HART_MASK = ['hart_mask', 'hart_mask_base'];
const FENCE = [...HART_MASK, 'start_addr', 'size'];

function functionsOf(...list: readonly [string, readonly string[]][]): SbiFunction[] {
  return list.map(([name, names]) => ({ name, arguments: names }));
}

const EXTENSIONS: ReadonlyMap<bigint, SbiExtension> = new Map([
  [
    0x10n,
    {
      name: 'BASE',
      functions: functionsOf(
        ['get_spec_version', []],
        ['get_impl_id', []],
        ['get_impl_version', []],
        ['probe_extension', ['extension_id']],
        ['get_mvendorid', []],
        ['get_marchid', []],
        ['get_mimpid', []],
      ),
    },
  ],
  [0x5449_4d45n, { name: 'TIME', functions: functionsOf(['set_timer', ['stime_value']]) }],
  [0x0073_5049n, { name: 'IPI', functions: functionsOf(['send_ipi', HART_MASK]) }],
  [
    0x5246_4e43n,
    {
      name: 'RFENCE',
      functions: functionsOf(
        ['remote_fence_i', HART_MASK],
        ['remote_sfence_vma', FENCE],
        ['remote_sfence_vma_asid', [...FENCE, 'asid']],
        ['remote_hfence_gvma_vmid', [...FENCE, 'vmid']],
        ['remote_hfence_gvma', FENCE],
        ['remote_hfence_vvma_asid', [...FENCE, 'asid']],
        ['remote_hfence_vvma', FENCE],
      ),
    },
  ],
  [
    0x0048_534dn,
    {
      name: 'HSM',
      functions: functionsOf(
        ['hart_start', ['hartid', 'start_addr', 'opaque']],
        ['hart_stop', []],
        ['hart_get_status', ['hartid']],
        ['hart_suspend', ['suspend_type', 'resume_addr', 'opaque']],
      ),
    },
  ],
  [0x5352_5354n, { name: 'SRST', functions: functionsOf(['system_reset', ['reset_type', 'reset_reason']]) }],
  [
    0x4442_434en,
    {
      name: 'DBCN',
      functions: functionsOf(
        ['console_write', ['num_bytes', 'base_addr_lo', 'base_addr_hi']],
        ['console_read', ['num_bytes', 'base_addr_lo', 'base_addr_hi']],
        ['console_write_byte', ['byte']],
      ),
    },
  ],
]);

/** Legacy extensions have one function each, whatever a6 holds. */
const LEGACY: readonly SbiFunction[] = functionsOf(
  ['set_timer', ['stime_value']],
  ['console_putchar', ['ch']],
  ['console_getchar', []],
  ['clear_ipi', []],
  ['send_ipi', ['hart_mask']],
  ['remote_fence_i', ['hart_mask']],
  ['remote_sfence_vma', ['hart_mask', 'start', 'size']],
  ['remote_sfence_vma_asid', ['hart_mask', 'start', 'size', 'asid']],
  ['shutdown', []],
);

const ERRORS: ReadonlyMap<bigint, string> = new Map([
  [0n, 'SUCCESS'],
  [-1n, 'FAILED'],
  [-2n, 'NOT_SUPPORTED'],
  [-3n, 'INVALID_PARAM'],
  [-4n, 'DENIED'],
  [-5n, 'INVALID_ADDRESS'],
  [-6n, 'ALREADY_AVAILABLE'],
  [-7n, 'ALREADY_STARTED'],
  [-8n, 'ALREADY_STOPPED'],
  [-9n, 'NO_SHMEM'],
]);

/** @param extension a7
 *  @param functionId a6 */
export function sbiFunction(extension: bigint, functionId: bigint): SbiFunction {
  const legacy = extension < BigInt(LEGACY.length) ? LEGACY[Number(extension)] : undefined;
  if (legacy !== undefined) {
    return { name: `SBI legacy ${legacy.name}`, arguments: legacy.arguments };
  }
  const known = EXTENSIONS.get(extension);
  const found = functionId < 16n ? known?.functions[Number(functionId)] : undefined;
  const name = `SBI ${known?.name ?? `extension 0x${extension.toString(16)}`} ${found?.name ?? `function ${functionId}`}`;
  return { name, arguments: found?.arguments ?? ['a0', 'a1', 'a2', 'a3', 'a4', 'a5'] };
}

/** @param error a0 after the call, signed */
export function sbiError(error: bigint): string {
  return ERRORS.get(error) ?? `error ${error}`;
}
