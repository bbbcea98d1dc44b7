/* The device check on its own page, any day before a session. */

import { DeviceCheck } from "./parts/media/check.js";
import { Devices } from "./parts/media/devices.js";
import { need, wake } from "./dom.js";

const devices = new Devices();
new DeviceCheck(devices, need("[data-device-check]"));
wake();
addEventListener("pagehide", () => devices.stop());
