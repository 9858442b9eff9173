// SPDX-License-Identifier: Apache-2.0
export { findPlatform, type MachinePlatform, type PlatformUart, platformNames, qemuRiscv64Virt } from './platform';
