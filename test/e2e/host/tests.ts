// SPDX-License-Identifier: Apache-2.0
/** All tests that run inside the extension host. */

import './contributions.host';
import './sessions.host';
