/* The device check on its own page, any day before a session. */

import { DeviceCheck } from "./check.js";
import { Devices } from "./devices.js";
import { need, wake } from "./dom.js";

const devices = new Devices();
new DeviceCheck(devices, need("[data-device-check]"));
wake();
addEventListener("pagehide", () => devices.stop());
