// Adds the tab to the developer tools; it is loaded when it is first looked at.
void chrome.devtools.panels.create("Rivulet", "", "panel.html");
