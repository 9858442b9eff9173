// SPDX-License-Identifier: Apache-2.0
export { ConfigurationProvider } from './configuration-provider';
export { logOptions } from './log-options';
