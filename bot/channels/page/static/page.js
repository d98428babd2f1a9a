// Shows the address that this page really has in the line to copy.
"use strict";

document.querySelector("[data-address]").textContent = new URL(".", document.baseURI).href;
