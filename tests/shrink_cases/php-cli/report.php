<?php

require __DIR__ . '/vendor/autoload.php';

echo Report\Page::render(['zwei', 'drei']);
