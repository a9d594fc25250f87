<?php

namespace Report;

class Page
{
    public static function render(array $rows): string
    {
        $page = new \SimpleXMLElement('<rows/>');
        foreach ($rows as $row) {
            $page->addChild('row', mb_strtoupper($row));
        }
        return $page->asXML();
    }
}
