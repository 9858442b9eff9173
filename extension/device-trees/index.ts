// SPDX-License-Identifier: Apache-2.0
/** Device trees in the editor: the client of the language server. */

export { DeviceTreeLanguage } from './language';
