// Whether the tour is open, and whether it is offered: until somebody took or refused it on this device.
import { setSeen, wasSeen } from './tour';

class Touring {
  isOpen = $state(false);
  isOffered = $state(!wasSeen(localStorage));

  begin() {
    this.isOpen = true;
  }

  /** Not offered any more. */
  refuse() {
    setSeen(localStorage);
    this.isOffered = false;
  }
}

export const touring = new Touring();
