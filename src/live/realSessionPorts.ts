import { freeBytesAt } from '../recordings/capture/sizeForecast.ts';
import { realPorts } from '../venues/feed/realPorts.ts';
import type { SessionPorts } from './liveRunner.ts';

/** Time, sockets, requests and disks of the real world. */
export function realSessionPorts(): SessionPorts {
  return { ...realPorts(), wallUs: () => Date.now() * 1000, freeBytes: freeBytesAt };
}
